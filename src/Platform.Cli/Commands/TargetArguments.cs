using System.CommandLine;
using System.CommandLine.Parsing;
using Platform.Cli.Admin;
using Platform.Cli.Usage;

namespace Platform.Cli.Commands;

/// <summary>What a command is about: one word that names an entity, or three that name a dead letter.</summary>
internal sealed class TargetArguments
{
    private readonly Argument<string?> _name = new("grain/key|topic") { Description = "An entity in quarantine; or, with partition and offset, the topic of a dead letter." };
    private readonly Argument<int?> _partition = new("partition") { Description = "The partition of a dead letter.", CustomParser = WholeNumber.Parser("<partition>", 0) };
    private readonly Argument<long?> _offset = new("offset") { Description = "The offset of a dead letter.", CustomParser = WholeNumber.Parser("<offset>", 0L) };

    /// <summary>Adds them to a command; none of them is required by the parser, as the command says which it needs.</summary>
    public void AddTo(Command command)
    {
        foreach (var argument in (Argument[])[_name, _partition, _offset])
        {
            argument.Arity = ArgumentArity.ZeroOrOne;
            command.Arguments.Add(argument);
        }
    }

    /// <summary>Whether nothing is named.</summary>
    public bool IsMissing(CommandResult command) => command.GetResult(_name)?.Tokens is not [_];

    /// <summary>Whether a dead letter is named.</summary>
    public bool IsDeadLetter(CommandResult command) => command.GetResult(_offset)?.Tokens is [_];

    /// <summary>Adds an error where the words name neither an entity nor a dead letter.</summary>
    public void Validate(CommandResult command)
    {
        if (IsMissing(command) || IsDeadLetter(command))
        {
            return;
        }

        var name = command.GetResult(_name)!.Tokens[0].Value;
        if (command.GetResult(_partition)?.Tokens is [_])
        {
            command.AddError("A dead letter is named by <topic> <partition> <offset>; the offset is missing.");
        }
        else if (EntityName.Find(name) is null)
        {
            command.AddError(EntityArgument.ErrorOf(name));
        }
    }

    /// <summary>The entity, or null where a dead letter is named or nothing.</summary>
    public EntityName? EntityIn(ParseResult parsed) => IsDeadLetter(parsed.CommandResult) || parsed.GetValue(_name) is not { } name ? null : EntityName.Find(name);

    /// <summary>The dead letter, or null where an entity is named or nothing.</summary>
    public DeadLetterPosition? DeadLetterIn(ParseResult parsed) =>
        parsed.GetValue(_offset) is { } offset ? new DeadLetterPosition(parsed.GetRequiredValue(_name)!, parsed.GetValue(_partition)!.Value, offset) : null;
}
