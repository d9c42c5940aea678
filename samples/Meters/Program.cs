using Meters;
using Platform.Hosting;

return await PlatformApplication.RunAsync(args, MetersApplication.Configure);

public static class MetersApplication
{
    public static void Configure(PlatformBuilder platform) => platform
        .AddEvents(MeterEvents.Declare)
        .AddGroup("meters", group => group.Deliver<IMeterGrain>("meters.installed", "meters.readings"))
        .Map(app => app.MapGet("/meters/{id}", async (string id, IGrainFactory grains) =>
            await grains.GetGrain<IMeterGrain>(id).Get() is { } meter ? Results.Ok(meter) : Results.NotFound()));
}
