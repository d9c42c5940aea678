namespace Orleans.Streaming.Kafka.Tests.HandOver;

[CollectionDefinition(Name)]
public sealed class HandOverGroup : ICollectionFixture<HandOverBroker>
{
    public const string Name = "hand-over broker";
}
