using System.Reflection;
using Orleans.Concurrency;
using Orleans.Streaming.Kafka;
using Shop.Grains.Orders;

namespace Shop.Grains.Tests;

/// <summary>Reads must not wait for the work of their grain.</summary>
public sealed class ReadsTests
{
    [Fact]
    public void EveryReadOfAnEntity_InterleavesWithItsWork()
    {
        var interfaces = typeof(IOrderGrain).Assembly.GetTypes().Where(type => type.IsInterface && typeof(IEventReceiver).IsAssignableFrom(type)).ToArray();

        // What an entity's own interface adds to receiving events are its reads.
        var reads = interfaces.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)).ToArray();

        Assert.True(interfaces.Length >= 4 && reads.Length >= 4, $"{interfaces.Length} interfaces with {reads.Length} reads were found.");
        Assert.All(reads, read => Assert.True(
            read.GetCustomAttribute<AlwaysInterleaveAttribute>() is not null, $"{read.DeclaringType!.Name}.{read.Name} waits for the grain's work: mark it [AlwaysInterleave]."));
    }
}
