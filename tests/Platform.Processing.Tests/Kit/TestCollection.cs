namespace Platform.Processing.Tests;

/// <summary>The tests that share one cluster.</summary>
[CollectionDefinition(Name)]
public sealed class TestCollection : ICollectionFixture<TestCluster>
{
    public const string Name = "cluster";
}
