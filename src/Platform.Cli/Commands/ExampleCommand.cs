using System.CommandLine;

namespace Platform.Cli.Commands;

/// <summary>A command with examples in its help.</summary>
internal abstract class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines for the help.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
