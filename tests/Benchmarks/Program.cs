using System.Globalization;
using System.Runtime;
using Microsoft.Extensions.Configuration;
using Orleans.Streaming.Kafka.Benchmarks;
using Orleans.Streaming.Kafka.Testing;

// dotnet run -c Release --project tests/Benchmarks -- [records] [keys] [runs] [--Option=value …]
// Options are the provider's, by their names: --BatchCountMax=10.
var options = new ConfigurationBuilder().AddCommandLine([.. args.Where(IsOption)]).Build();
args = [.. args.Where(argument => !IsOption(argument))];
var records = Argument(0, 1_000_000);
var keys = Argument(1, 100_000);
var runs = Argument(2, 3);
if (RealKafka.SkipReason is { } reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}

Console.WriteLine($"{records:N0} records of {OrderRecords.ValueBytes} B, {keys:N0} keys, {OrderRecords.Partitions} partitions; {Environment.ProcessorCount} cores, server GC: {GCSettings.IsServerGC}");
await using var broker = await RealKafka.StartAsync();
await OrderRecords.ProduceAsync(broker, records, keys);
List<double> ratios = [];
for (var run = 1; run <= runs; run++)
{
    var bare = BareLoop.Run(broker, records);
    var keyed = await KeyedDeliveryRun.RunAsync(broker, records, options);
    ratios.Add(keyed.PerSecond / bare.PerSecond);
    Console.WriteLine($"run {run}: bare loop {bare}, keyed delivery {keyed}, ratio {ratios[^1]:F2}");
}

Console.WriteLine($"median ratio {ratios.Order().ElementAt(ratios.Count / 2):F2}");
return 0;

static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

int Argument(int index, int otherwise) =>
    args.Length > index ? int.Parse(args[index], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;
