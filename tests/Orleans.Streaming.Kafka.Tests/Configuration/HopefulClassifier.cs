namespace Orleans.Streaming.Kafka.Tests.Configuration;

/// <summary>Takes everything for the world's fault.</summary>
public sealed class HopefulClassifier : IFailureClassifier
{
    public FailureKind Classify(Exception error) => FailureKind.Transient;
}
