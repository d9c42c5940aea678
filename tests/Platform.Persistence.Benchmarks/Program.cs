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
var rates = Array.ConvertAll(storages, static _ => new List<(double Rate, double Processor)>());

// The rounds alternate, so that a machine that is busy for a while is so for all.
for (var round = 0; round <= settings.Rounds; round++)
{
    for (var i = 0; i < rounds.Length; i++)
    {
        var measured = await rounds[i].RunAsync();
        if (round > 0)
        {
            rates[i].Add(measured);
        }
    }
}

var reference = Median(rates[0], static measured => measured.Rate);
Console.WriteLine("| storage | writes/s (median) | rounds | of the first | µs of processor here |");
Console.WriteLine("|---|---:|---|---:|---:|");
for (var i = 0; i < storages.Length; i++)
{
    var each = string.Join(" · ", rates[i].Select(static measured => measured.Rate.ToString("N0", CultureInfo.InvariantCulture)));
    var rate = Median(rates[i], static measured => measured.Rate);
    var processor = Median(rates[i], static measured => measured.Processor);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {storages[i].Name} | {rate:N0} | {each} | {rate / reference:P0} | {processor:N1} |"));
}

await host.StopAsync();
directory.Delete(recursive: true);

static double Median(List<(double Rate, double Processor)> measured, Func<(double Rate, double Processor), double> value) =>
    measured.Select(value).Order().ElementAt(measured.Count / 2);
