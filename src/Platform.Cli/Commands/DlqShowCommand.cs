using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Cli.Admin;
using Platform.Cli.Output;
using Platform.Cli.Usage;

namespace Platform.Cli.Commands;

/// <summary><c>dlq show</c>: the route's answer as it is, indented.</summary>
internal sealed class DlqShowCommand : OperatorCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IOutput _output;
    private readonly TargetArguments _target = new();
    private readonly Option<long?> _from = new("--from")
    {
        Description = "Of an entity: begin with the event of this sequence. The field \"next\" of the answer is the --from of what follows.",
        HelpName = "sequence",
        CustomParser = WholeNumber.Parser("--from", 0L),
    };

    private readonly Option<long?> _limit = new("--limit") { Description = "Of an entity: how many events at most.", HelpName = "count", CustomParser = WholeNumber.Parser("--limit", 1L) };

    public DlqShowCommand(Option<Uri> url, IOutput output)
        : base(
            "show",
            "Shows an entity in quarantine with its parked and dropped events, or a dead letter, as JSON.",
            url,
            "platform dlq show <grain>/<key> --from 101 --limit 50",
            "platform dlq show <topic> <partition> <offset>")
    {
        _output = output;
        _target.AddTo(this);
        Options.Add(_from);
        Options.Add(_limit);
        Validators.Add(Validate);
    }

    protected override async Task RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync(PathIn(parsed), cancellationToken);
        await _output.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));
    }

    private void Validate(CommandResult command)
    {
        if (_target.IsMissing(command))
        {
            command.AddError("show needs <grain>/<key>, or <topic> <partition> <offset>.");
        }
        else if (_target.IsDeadLetter(command) && (command.GetResult(_from) ?? command.GetResult(_limit)) is { } option)
        {
            command.AddError($"{option.Option.Name} needs <grain>/<key>: it selects an entity's events.");
        }

        _target.Validate(command);
    }

    private string PathIn(ParseResult parsed) => _target.DeadLetterIn(parsed) is { } letter
        ? AdminPaths.DeadLetter(letter)
        : AdminPaths.WithQuery(AdminPaths.Entity(_target.EntityIn(parsed)!), ("from", Text(parsed.GetValue(_from))), ("limit", Text(parsed.GetValue(_limit))));

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
