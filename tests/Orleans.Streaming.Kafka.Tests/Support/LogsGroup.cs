namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Tests of logs that are not one record after the other: with holes, aborted, damaged or cut off. One after the other, on a broker of their own.</summary>
[CollectionDefinition(Name)]
public sealed class LogsGroup : ICollectionFixture<RealBrokerFixture>
{
    public const string Name = "logs";
}
