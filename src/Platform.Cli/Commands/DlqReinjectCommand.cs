using System.CommandLine;
using Platform.Cli.Admin;
using Platform.Cli.Output;
using Platform.Cli.Usage;

namespace Platform.Cli.Commands;

/// <summary><c>dlq reinject</c>.</summary>
internal sealed class DlqReinjectCommand : OperatorCommand
{
    private readonly IOutput _output;
    private readonly Argument<string> _topic = new("topic") { Description = "The topic of the dead letter: its dead-letter topic, or the one it belongs to." };
    private readonly Argument<int?> _partition = new("partition") { Description = "The partition of the dead letter.", CustomParser = WholeNumber.Parser("<partition>", 0), Arity = ArgumentArity.ExactlyOne };
    private readonly Argument<long?> _offset = new("offset") { Description = "The offset of the dead letter.", CustomParser = WholeNumber.Parser("<offset>", 0L), Arity = ArgumentArity.ExactlyOne };

    public DlqReinjectCommand(Option<Uri> url, IOutput output)
        : base(
            "reinject",
            "Publishes a dead letter to its topic again, under the id it had: an event that was applied already is not applied twice.",
            url,
            "platform dlq reinject <topic> <partition> <offset>")
    {
        _output = output;
        Arguments.Add(_topic);
        Arguments.Add(_partition);
        Arguments.Add(_offset);
    }

    protected override Task RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken) => new Reinjection(client, _output).RunAsync(
        new DeadLetterPosition(parsed.GetRequiredValue(_topic), parsed.GetRequiredValue(_partition)!.Value, parsed.GetRequiredValue(_offset)!.Value), cancellationToken);
}
