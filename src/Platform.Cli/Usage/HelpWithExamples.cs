using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Platform.Cli.Commands;

namespace Platform.Cli.Usage;

/// <summary>The library's help, and below it examples and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in ExamplesOf(parseResult.CommandResult.Command))
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        output.WriteLine("Exit code: 0 done, 1 failed, 2 wrong usage.");
        return ExitCode.Done;
    }

    // A command that only has others below it shows theirs.
    private static IEnumerable<string> ExamplesOf(Command command) => command is ExampleCommand shown ? shown.Examples : command.Subcommands.SelectMany(ExamplesOf);
}
