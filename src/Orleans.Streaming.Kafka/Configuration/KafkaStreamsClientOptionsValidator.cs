namespace Orleans.Streaming.Kafka;

/// <summary>Refuses a client provider's options at start.</summary>
internal sealed class KafkaStreamsClientOptionsValidator(string name, KafkaStreamsClientOptions options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var problems = KafkaConnectionRules.Problems(options.Connection).ToList();
        if (options.OtherNamespacesTopic is null != options.OtherNamespacesHeader is null)
        {
            problems.Add($"{nameof(options.OtherNamespacesTopic)} and {nameof(options.OtherNamespacesHeader)} are set together or not at all");
        }

        if (problems.Count > 0)
        {
            throw new OrleansConfigurationException(string.Join(Environment.NewLine, problems.Select(problem => $"Kafka stream provider \"{name}\": {problem}.")));
        }
    }
}
