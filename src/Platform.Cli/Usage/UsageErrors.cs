using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Platform.Cli.Usage;

/// <summary>What is wrong with a command line, and what would be right.</summary>
internal static class UsageErrors
{
    /// <summary>The errors; none where a command can run, and where help or completions are requested.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Action is not ParseErrorAction && parsed.Action != command.Action)
        {
            return [];
        }

        // What follows from a misspelt word is no error of its own.
        string[] misspelt = [.. UnknownOptions(parsed).Select(name => $"There is no option '{name}'.{Suggestion.For(name, OptionsOf(parsed.CommandResult))}")];
        if (misspelt.Length > 0)
        {
            return misspelt;
        }

        if (command.Subcommands.Count > 0)
        {
            return [CommandError(command, parsed.UnmatchedTokens)];
        }

        return MissingArgument(parsed.CommandResult) is { } missing ? [missing] : [.. parsed.Errors.Select(error => error.Message)];
    }

    // The library's text does not say which argument is missing.
    private static string? MissingArgument(CommandResult command)
    {
        var missing = command.Command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && command.GetResult(argument)?.Tokens is not [_, ..]);
        return missing is null ? null : $"{command.Command.Name} needs {string.Join(' ', command.Command.Arguments.Select(argument => $"<{argument.Name}>"))}; <{missing.Name}> is missing.";
    }

    private static string CommandError(Command command, IReadOnlyList<string> words)
    {
        string[] names = [.. command.Subcommands.Select(subcommand => subcommand.Name)];
        return words is [var word, ..]
            ? $"There is no command '{word}'.{Suggestion.For(word, names)} The commands are: {string.Join(", ", names)}."
            : $"A command is missing. The commands are: {string.Join(", ", names)}.";
    }

    // To the library a word that begins with "--" and names no option is an argument like any other: "--form 7" would be a partition and an offset.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var words = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        return parsed.CommandResult.Tokens.Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
            .Where(word => word.StartsWith("--", StringComparison.Ordinal) && words.Contains(word))
            .Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<string> OptionsOf(CommandResult command)
    {
        var inherited = Ancestors(command).SelectMany(ancestor => ancestor.Command.Options).Where(option => option.Recursive);
        return command.Command.Options.Concat(inherited).Select(option => option.Name);
    }

    private static IEnumerable<CommandResult> Ancestors(CommandResult command)
    {
        for (var parent = command.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            yield return parent;
        }
    }
}
