using Orleans.Streaming.Kafka.Tests.HandOver;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Orleans.Streaming.Kafka.Tests.Support.LongestFirst", "Orleans.Streaming.Kafka.Tests")]

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Begins with the collections that take longest, so that none of them is left to run alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [HandOverGroup.Name, RealBrokerGroup.Name, LogsGroup.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(Long, collection.DisplayName) is >= 0 and var place ? place : Long.Length);
}
