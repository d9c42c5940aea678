using Platform.Hosting.Startup;
using Platform.Hosting;

return await PlatformProgram.RunAsync(async _ =>
{
    await using var gateway = GatewayProcess.Build(args);
    await gateway.RunAsync();
});
