using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Storage;

// POSTGRES REDIS|- STATE-BYTES ROUNDS ENTITIES SILO-PORT GATEWAY-PORT: writes and reads a second of storages side by side, in one process.
if (args is not [var postgres, var redis, var bytes, var rounds, var entities, var siloPort, var gatewayPort])
{
    await Console.Error.WriteLineAsync("POSTGRES REDIS|- STATE-BYTES ROUNDS ENTITIES SILO-PORT GATEWAY-PORT");
    return 2;
}

var settings = new StorageSettings(postgres, redis == "-" ? null : redis, Number(bytes), Number(rounds), Number(entities));
var directory = Directory.CreateTempSubdirectory("storage-benchmark-");
var storages = StorageUnderTest.All(settings, directory.FullName);
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering(Number(siloPort), Number(gatewayPort));
    silo.Configure<ClusterOptions>(options => options.ServiceId = $"benchmark-{Guid.NewGuid():N}");
    foreach (var storage in storages)
    {
        storage.AddTo(silo, storage.Name);
    }
});
using var host = builder.Build();
await host.StartAsync();

foreach (var kind in (Func<IGrainStorage, string, IRound>[])[(storage, name) => new WriteRound(storage, name, settings), (storage, name) => new ReadRound(storage, name, settings)])
{
    Console.WriteLine(await SideBySide.RunAsync(storages, name => kind(host.Services.GetRequiredKeyedService<IGrainStorage>(name), name), settings.Rounds));
}

await host.StopAsync();
directory.Delete(recursive: true);
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
