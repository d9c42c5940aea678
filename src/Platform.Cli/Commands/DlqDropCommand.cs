using System.CommandLine;
using Platform.Cli.Admin;
using Platform.Cli.Output;
using Platform.Cli.Usage;

namespace Platform.Cli.Commands;

/// <summary><c>dlq drop</c>.</summary>
internal sealed class DlqDropCommand : OperatorCommand
{
    private readonly IOutput _output;
    private readonly EntityArgument _entity = new();
    private readonly Option<string> _reason = new("--reason") { Description = "Why; it is kept with what is dropped.", HelpName = "text", Required = true };
    private readonly Option<long?> _sequence = new("--sequence")
    {
        Description = "Drop the event of this sequence only; without it, all parked events.",
        HelpName = "number",
        CustomParser = WholeNumber.Parser("--sequence", 1L),
    };

    public DlqDropCommand(Option<Uri> url, IOutput output)
        : base(
            "drop",
            "Drops one parked event of an entity, or all of them. They stay in the database, with the reason.",
            url,
            "platform dlq drop <grain>/<key> --sequence 1 --reason \"the producer is fixed\"")
    {
        _output = output;
        Arguments.Add(_entity);
        Options.Add(_reason);
        Options.Add(_sequence);
    }

    protected override async Task RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken)
    {
        var entity = parsed.GetRequiredValue(_entity);
        var answer = await client.PostAsync(AdminPaths.Entity(entity) + "/drop", new { reason = parsed.GetRequiredValue(_reason), sequence = parsed.GetValue(_sequence) }, cancellationToken);
        await _output.WriteLineAsync($"{answer.GetProperty("dropped")} events of {entity} were dropped.");
    }
}
