using System.CommandLine;
using Orleans.Streaming.Kafka;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>topics diff</c>.</summary>
internal sealed class TopicsDiffCommand(IOutput output) : BrokerCommand(
    "diff",
    "Says how a broker's topics differ from a topics file; exit code 1 where they do.",
    "platform topics diff topics.yaml --bootstrap localhost:9092")
{
    protected override async Task<int> RunAsync(ParseResult parsed, IKafkaTopics topics, TopicDefinition[] wanted, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        List<TopicDefinition> there = [];
        foreach (var topic in wanted)
        {
            if (await topics.GetPartitionCountAsync(topic.Name, cancellationToken) is null)
            {
                lines.Add($"{topic.Name} is missing.");
            }
            else
            {
                there.Add(topic);
            }
        }

        if (there.Count > 0)
        {
            // Of what is there nothing is created, and nothing is ever changed.
            lines.AddRange((await topics.EnsureAsync(there, allowFewerReplicas: false, cancellationToken)).Differences);
        }

        foreach (var line in lines)
        {
            await output.WriteLineAsync(line);
        }

        return lines.Count > 0 ? ExitCode.Failed : ExitCode.Done;
    }
}
