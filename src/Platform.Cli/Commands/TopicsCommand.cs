using System.CommandLine;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>topics</c>: the topics file, and what brokers have.</summary>
internal sealed class TopicsCommand : Command
{
    public TopicsCommand(IOutput output)
        : base("topics", "The topics file, and what brokers have.")
    {
        Subcommands.Add(new TopicsRenderCommand(output));
        Subcommands.Add(new TopicsDiffCommand(output));
        Subcommands.Add(new TopicsCreateCommand(output));
    }
}
