using System.CommandLine;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>dlq</c>: everything about quarantine and dead letters.</summary>
internal sealed class DlqCommand : Command
{
    public DlqCommand(Option<Uri> url, IOutput output, TimeProvider time)
        : base("dlq", "Entities in quarantine and dead letters.")
    {
        Subcommands.Add(new DlqListCommand(url, output));
        Subcommands.Add(new DlqShowCommand(url, output));
        Subcommands.Add(new DlqRedriveCommand(url, output, time));
        Subcommands.Add(new DlqReinjectCommand(url, output));
        Subcommands.Add(new DlqDropCommand(url, output));
    }
}
