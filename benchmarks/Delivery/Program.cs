using System.Globalization;
using Delivery;
using Microsoft.Extensions.Configuration;

// WAY BOOTSTRAP TOPIC RECORDS SECONDS [--Option=value …]: reads the topic one way, keeps nothing, prints "RESULT records seconds" of all but the
// first tenth, and ends; after SECONDS at the latest. Options are the provider's, by their names: --BatchCountMax=10.
var options = new ConfigurationBuilder().AddCommandLine([.. args.Where(IsOption)]).Build();
if (args.Where(argument => !IsOption(argument)).ToArray() is not [var way, var bootstrap, var topic, var records, var seconds])
{
    await Console.Error.WriteLineAsync("bare|keyed|stock BOOTSTRAP TOPIC RECORDS SECONDS [--Option=value …]");
    return 2;
}

var count = new DeliveryCount(long.Parse(records, CultureInfo.InvariantCulture));
var limit = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
await (way switch
{
    "bare" => BareLoop.RunAsync(bootstrap, topic, count, limit),
    "keyed" => KeyedDelivery.RunAsync(bootstrap, topic, options, count, limit),
    "stock" => StockStreams.RunAsync(bootstrap, topic, count, limit),
    _ => throw new ArgumentException($"There is no way {way}."),
});
Console.WriteLine(count);
return 0;

static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal);
