using System.CommandLine;
using System.CommandLine.Parsing;
using Platform.Cli.Admin;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>dlq redrive</c>: of an entity, of all that one error stopped; and, as <c>dlq reinject</c> does it, of a dead letter.</summary>
internal sealed class DlqRedriveCommand : OperatorCommand
{
    private readonly IOutput _output;
    private readonly TimeProvider _time;
    private readonly TargetArguments _target = new();
    private readonly Option<string> _error = new("--error") { Description = "Redrive all entities that were stopped by this error type.", HelpName = "type" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return once the redrive has begun; it continues without this program." };

    public DlqRedriveCommand(Option<Uri> url, IOutput output, TimeProvider time)
        : base(
            "redrive",
            "Applies parked events, in order, until the entity is live or stops again, and waits for it. With <topic> <partition> <offset> it reinjects that dead letter.",
            url,
            "platform dlq redrive <grain>/<key>",
            "platform dlq redrive --error <type> --no-wait")
    {
        _output = output;
        _time = time;
        _target.AddTo(this);
        Options.Add(_error);
        Options.Add(_noWait);
        Validators.Add(Validate);
    }

    protected override Task RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken)
    {
        if (_target.DeadLetterIn(parsed) is { } letter)
        {
            return new Reinjection(client, _output).RunAsync(letter, cancellationToken);
        }

        var isWatched = !parsed.GetValue(_noWait);
        return _target.EntityIn(parsed) is { } entity
            ? new EntityRedrive(client, _output, _time).RunAsync(entity, isWatched, cancellationToken)
            : new ErrorRedrive(client, _output, _time).RunAsync(parsed.GetRequiredValue(_error), isWatched, cancellationToken);
    }

    private void Validate(CommandResult command)
    {
        var hasError = command.GetResult(_error) is not null;
        if (_target.IsMissing(command) && !hasError)
        {
            command.AddError("redrive needs <grain>/<key>, or --error <type>, or <topic> <partition> <offset>.");
        }
        else if (!_target.IsMissing(command) && hasError)
        {
            command.AddError("redrive takes either <grain>/<key> or --error <type>, not both.");
        }

        _target.Validate(command);
    }
}
