namespace Orleans.Streaming.Kafka.Tests.Security;

/// <summary>Tests that share one secured broker, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SecuredBrokerGroup : ICollectionFixture<SecuredBrokerFixture>
{
    public const string Name = "secured broker";
}
