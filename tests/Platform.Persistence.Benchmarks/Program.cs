using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Platform.Persistence.Benchmarks;

// Writes a second of grain storages side by side, in one process and one run:
//   PLATFORM_TEST_POSTGRES=… PLATFORM_TEST_REDIS=host:port dotnet run -c Release --project tests/Platform.Persistence.Benchmarks [part of a name]
var settings = new BenchmarkSettings();
var directory = Directory.CreateTempSubdirectory("storage-benchmark-");
var storages = StorageUnderTest.All(settings, directory.FullName)
    .Where(storage => args.Length == 0 || storage.Name.Contains(args[0], StringComparison.OrdinalIgnoreCase))
    .ToArray();

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering(siloPort: 21111, gatewayPort: 31111);
    silo.Configure<ClusterOptions>(options => options.ServiceId = $"benchmark-{Guid.NewGuid():N}");
    foreach (var storage in storages)
    {
        storage.AddTo(silo, storage.Name);
    }
});
using var host = builder.Build();
await host.StartAsync();

Console.WriteLine($"{settings.Grains:N0} grains, {settings.StateBytes} B, rounds of {settings.Round.TotalSeconds} s, {Environment.ProcessorCount} processors, server GC: {System.Runtime.GCSettings.IsServerGC}");
var rounds = storages
    .Select(storage => new WriteRound(host.Services.GetRequiredKeyedService<IGrainStorage>(storage.Name), storage.Name, settings))
    .ToArray();
var rates = Array.ConvertAll(storages, static _ => new List<double>());

// The rounds alternate, so that a machine that is busy for a while is so for all.
for (var round = 0; round <= settings.Rounds; round++)
{
    for (var i = 0; i < rounds.Length; i++)
    {
        var rate = await rounds[i].RunAsync();
        if (round > 0)
        {
            rates[i].Add(rate);
        }
    }
}

var reference = Median(rates[0]);
Console.WriteLine("| storage | writes/s (median) | rounds | of the first |");
Console.WriteLine("|---|---:|---|---:|");
for (var i = 0; i < storages.Length; i++)
{
    var each = string.Join(" · ", rates[i].Select(static rate => rate.ToString("N0", CultureInfo.InvariantCulture)));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {storages[i].Name} | {Median(rates[i]):N0} | {each} | {Median(rates[i]) / reference:P0} |"));
}

await host.StopAsync();
directory.Delete(recursive: true);

static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
