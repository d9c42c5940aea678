using Platform.Configuration.Startup;
using Platform.Gateway.Hosting;

return await PlatformProgram.RunAsync(async _ =>
{
    await using var gateway = GatewayProcess.Build(args);
    await gateway.RunAsync();
});
