namespace Orleans.Streaming.Kafka.Tests.Support;

[CollectionDefinition(Name)]
public sealed class RealBrokerGroup : ICollectionFixture<RealBrokerFixture>
{
    public const string Name = "real broker";
}
