using CsCheck;
using Orleans.Storage;
using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>
/// Random lives of an entity that is fed by two partitions: deliveries, redeliveries, failures at each step, commits,
/// deactivations and reads, against what must hold of all of them.
/// </summary>
[Collection(TestCollection.Name)]
public sealed class ModelTests(TestCluster cluster)
{
    private const int Partitions = 2;

    private static int _keys;

    [Fact]
    public async Task Entity_WhateverHappens_AppliesEachEventOnceInOrderAndPublishesBeforeItAcknowledges() =>
        await GenLife.SampleAsync(Live, iter: 150, threads: 1);

    private static Gen<Step[]> GenLife =>
        Gen.Select(Gen.Int[0, Partitions - 1], Gen.Int[1, 4], Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 3])
            .Select((partition, count, back, what, write, publish) => new Step(partition, count, back, what, (WriteFault)write, (PublishFault)publish))
            .Array[5, 30];

    private async Task Live(Step[] life)
    {
        var entity = cluster.Entity($"model-{Interlocked.Increment(ref _keys)}");
        var acked = new int[Partitions];
        var delivered = new int[Partitions];
        foreach (var step in life)
        {
            await Do(entity, step, acked, delivered);
        }

        for (var partition = 0; partition < Partitions; partition++)
        {
            await DeliverUntilTaken(entity, Range(entity, partition, acked[partition], Math.Max(delivered[partition] - acked[partition], 1)));
            acked[partition] = Math.Max(delivered[partition], acked[partition] + 1);
        }

        await Check(entity, acked);
    }

    private static async Task Do(TestEntity entity, Step step, int[] acked, int[] delivered)
    {
        var before = entity.Published.Length;
        switch (step.What)
        {
            case 0:
                await entity.Deactivate();
                Assert.Equal(before, entity.Published.Length);
                break;
            case 1:
                await entity.Log();
                Assert.Equal(before, entity.Published.Length);
                break;
            case 2:
                entity.Commit(acked[step.Partition], step.Partition);
                break;
            default:
                await Deliver(entity, step, acked, delivered);
                break;
        }
    }

    private static async Task Deliver(TestEntity entity, Step step, int[] acked, int[] delivered)
    {
        // A redelivery begins at or before what was acknowledged, and never leaves out what was not.
        var start = Math.Max(0, acked[step.Partition] - step.Back);
        var count = acked[step.Partition] - start + step.Count;
        entity.FailNextWrite(step.Write);
        entity.FailNextPublish(step.Publish);
        delivered[step.Partition] = Math.Max(delivered[step.Partition], start + count);
        try
        {
            await entity.Deliver(Range(entity, step.Partition, start, count));
        }
        catch (Exception exception) when (exception is IOException or DeliveryDeferredException or InconsistentStateException)
        {
            return;
        }

        acked[step.Partition] = Math.Max(acked[step.Partition], start + count);
        AssertPublished(entity, step.Partition, start + count);
    }

    private static async Task DeliverUntilTaken(TestEntity entity, ReceivedEvent[] batch)
    {
        var isTaken = false;
        for (var attempt = 0; !isTaken; attempt++)
        {
            try
            {
                await entity.Deliver(batch);
                isTaken = true;
            }
            catch (Exception exception) when (exception is IOException or DeliveryDeferredException && attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            }
        }
    }

    private static async Task Check(TestEntity entity, int[] acked)
    {
        var log = await entity.Log();
        for (var partition = 0; partition < Partitions; partition++)
        {
            AssertPublished(entity, partition, acked[partition]);
            Assert.Equal(Enumerable.Range(0, acked[partition]).Select(offset => $"{partition}-{offset}"), log.Where(name => IsOf(name, partition)));
        }

        // Each output has one id, is the same each time, and first goes out in the order of the effects.
        var published = entity.PublishedEvents.Distinct().ToArray();
        Assert.Equal(published.Length, published.Select(output => output.Event.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(log.Where(HasOutput).Select(name => name + ".0"), entity.PublishedNames.Distinct(StringComparer.Ordinal));
    }

    private static void AssertPublished(TestEntity entity, int partition, int acked)
    {
        var published = entity.PublishedNames.ToHashSet(StringComparer.Ordinal);
        Assert.All(Enumerable.Range(0, acked).Select(offset => $"{partition}-{offset}").Where(HasOutput), name => Assert.Contains(name + ".0", published));
    }

    private static ReceivedEvent[] Range(TestEntity entity, int partition, int start, int count) =>
        [.. Enumerable.Range(start, count).Select(offset => entity.Record(offset, outputs: HasOutput($"{partition}-{offset}") ? 1 : 0, partition: partition))];

    private static bool IsOf(string name, int partition) => name.StartsWith($"{partition}-", StringComparison.Ordinal);

    // Every third event puts nothing out, so that a write without outputs follows one with.
    private static bool HasOutput(string name) => int.Parse(name.AsSpan(2)) % 3 != 2;

    private sealed record Step(int Partition, int Count, int Back, int What, WriteFault Write, PublishFault Publish);
}
