using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Platform.Fuzz;

var inputs = new Option<long>("--inputs") { Description = "How many inputs.", DefaultValueFactory = _ => 1_000_000 };
var seed = new Option<int>("--seed") { Description = "What they are made of: the same seed, the same inputs.", DefaultValueFactory = _ => 1 };
var from = new Option<long>("--from") { Description = "The first input, to go on or to repeat one.", DefaultValueFactory = _ => 0 };
var command = new RootCommand("Gives the decoder, HTTP bodies, headers and the admin routes' parameters random inputs.") { inputs, seed, from };
command.SetAction(parsed =>
{
    var clock = Stopwatch.StartNew();
    var first = parsed.GetValue(from);
    var findings = Fuzzer.Run(parsed.GetValue(seed), first, parsed.GetValue(inputs));
    foreach (var finding in findings)
    {
        Console.Error.WriteLine(finding);
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"inputs {first} to {first + parsed.GetValue(inputs) - 1} of seed {parsed.GetValue(seed)}: {findings.Count} findings in {clock.Elapsed.TotalSeconds:N0} s"));
    return findings.Count == 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
