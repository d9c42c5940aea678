using System.CommandLine;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>partitions</c>: what stopped as a whole.</summary>
internal sealed class PartitionsCommand : Command
{
    public PartitionsCommand(Option<Uri> url, IOutput output)
        : base("partitions", "Partitions that stopped.") => Subcommands.Add(new PartitionsResumeCommand(url, output));
}
