using System.CommandLine;
using System.Globalization;
using Orleans.Streaming.Kafka;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>topics create</c>.</summary>
internal sealed class TopicsCreateCommand : BrokerCommand
{
    private readonly Option<bool> _fewer = new("--allow-fewer-replicas") { Description = "Take as many replicas as there are brokers where there are fewer than wanted." };
    private readonly IOutput _output;

    public TopicsCreateCommand(IOutput output)
        : base(
            "create",
            "Creates the topics of a topics file that are missing, and says how the others differ. Changes nothing.",
            "platform topics create topics.yaml --bootstrap localhost:9092")
    {
        _output = output;
        Options.Add(_fewer);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, IKafkaTopics topics, TopicDefinition[] wanted, CancellationToken cancellationToken)
    {
        var report = await topics.EnsureAsync(wanted, parsed.GetValue(_fewer), cancellationToken);
        foreach (var topic in report.Created)
        {
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Created {topic.Name} with {topic.Partitions} partitions and {topic.ReplicationFactor} replicas."));
        }

        foreach (var difference in report.Differences)
        {
            await _output.WriteLineAsync(difference);
        }

        return ExitCode.Done;
    }
}
