using System.CommandLine;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>config</c>: a program's settings.</summary>
internal sealed class ConfigCommand : Command
{
    public ConfigCommand(IOutput output)
        : base("config", "A program's settings.") => Subcommands.Add(new ConfigCheckCommand(output));
}
