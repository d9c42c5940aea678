namespace Shop.EndToEnd.Tests.Recovery;

[CollectionDefinition(Name)]
public sealed class RecoveryGroup : ICollectionFixture<RecoveryBroker>
{
    public const string Name = "recovery broker";
}
