using System.CommandLine;
using Platform.Cli.Admin;
using Platform.Cli.Output;
using Platform.Cli.Usage;

namespace Platform.Cli.Commands;

/// <summary><c>partitions resume</c>.</summary>
internal sealed class PartitionsResumeCommand : OperatorCommand
{
    private readonly IOutput _output;
    private readonly Argument<string> _group = new("group") { Description = "The group that stopped reading it, by its name in the application." };
    private readonly Argument<string> _topic = new("topic") { Description = "The topic it is a partition of." };
    private readonly Argument<int?> _partition = new("partition") { Description = "The partition.", CustomParser = WholeNumber.Parser("<partition>", 0), Arity = ArgumentArity.ExactlyOne };
    private readonly Option<long?> _offset = new("--offset")
    {
        Description = "Where to read on; without it, at the first offset that can be read.",
        HelpName = "number",
        CustomParser = WholeNumber.Parser("--offset", 0L),
    };

    public PartitionsResumeCommand(Option<Uri> url, IOutput output)
        : base(
            "resume",
            "Reads on in a partition that stopped at a batch that can't be read. What lies between is not read.",
            url,
            "platform partitions resume <group> <topic> <partition>")
    {
        _output = output;
        Arguments.Add(_group);
        Arguments.Add(_topic);
        Arguments.Add(_partition);
        Options.Add(_offset);
    }

    protected override async Task RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken)
    {
        var path = AdminPaths.Partition(parsed.GetRequiredValue(_group), parsed.GetRequiredValue(_topic), parsed.GetRequiredValue(_partition)!.Value);
        var answer = await client.PostAsync(path + "/resume", new { offset = parsed.GetValue(_offset) }, cancellationToken);
        var (from, to) = (answer.GetProperty("from").GetInt64(), answer.GetProperty("to").GetInt64());
        await _output.WriteLineAsync(from == to ? $"Resumed at offset {to}; nothing was passed over." : $"Resumed at offset {to}; offsets {from} to {to - 1} were passed over.");
    }
}
