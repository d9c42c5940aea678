using Orleans.Storage;

namespace Platform.Processing.Tests;

/// <summary>An entity, a second activation of it, and how far each partition was delivered and acknowledged.</summary>
internal sealed class ModelEntity(TestCluster cluster, string key)
{
    private readonly int[] _acked = new int[ModelEvents.Partitions];
    private readonly int[] _delivered = new int[ModelEvents.Partitions];
    private bool _hasDropped;

    public TestEntity Entity { get; } = cluster.Entity(key);

    public TestEntity Twin { get; } = cluster.Twin(key);

    /// <summary>Whether a redrive may be under way.</summary>
    public bool HasRedriven { get; private set; }

    public void Fail(WriteFault write, PublishFault publish)
    {
        HasRedriven = true;
        Entity.FailNextWrite(write);
        Entity.FailNextPublish(publish);
    }

    public void Commit(int partition) => Entity.Commit(_acked[partition], partition);

    public async Task DeactivateAll()
    {
        await Twin.Grain.Leave();
        await Entity.Deactivate();
    }

    public void Mend(int partition)
    {
        for (var offset = 0; offset < _delivered[partition]; offset++)
        {
            var name = ModelEvents.NameOf(partition, offset);
            if (ModelEvents.WhatOf(name) == "reject")
            {
                Entity.Fix(name);
            }
        }
    }

    public async Task Drop(int what)
    {
        var parked = await cluster.Directory.Parked("test", key, 0, 1_000);
        _hasDropped |= parked.Length > 0;
        try
        {
            await Entity.Grain.Drop(what == 0 || parked.Length == 0 ? null : parked[what % parked.Length].Sequence, "the model says so");
        }
        catch (Exception exception) when (IsFault(exception))
        {
            // Dropped or not: the rows tell.
        }
    }

    /// <summary>A redelivery begins at or before what was acknowledged, and never leaves out what was not.</summary>
    public async Task<bool> Deliver(TestEntity to, int partition, int back, int count)
    {
        var start = Math.Max(0, _acked[partition] - back);
        var end = _acked[partition] + count;
        _delivered[partition] = Math.Max(_delivered[partition], end);
        try
        {
            var outcome = await to.Deliver(ModelEvents.Range(Entity, partition, start, end - start));
            Assert.Equal(outcome.Rejected.Length, outcome.Rejected.Select(rejected => rejected.Sequence!.Value).Distinct().Count());
        }
        catch (Exception exception) when (IsFault(exception))
        {
            return false;
        }

        _acked[partition] = Math.Max(_acked[partition], end);
        return true;
    }

    /// <summary>What is parked stands in the order of its partitions.</summary>
    public async Task CheckParked()
    {
        var parked = await cluster.Directory.Parked("test", key, 0, 1_000);
        foreach (var partition in parked.GroupBy(record => record.Partition))
        {
            var offsets = partition.Select(record => record.Offset).ToArray();
            Assert.Equal(offsets.Distinct().Order(), offsets);
        }
    }

    /// <summary>Mends all causes, delivers what is outstanding and one opening more, and redrives until the entity is live.</summary>
    public async Task Heal()
    {
        await DeactivateAll();
        Entity.FailNextWrite(WriteFault.None);
        Entity.FailNextPublish(PublishFault.None);
        _delivered[ModelEvents.Openings] = Math.Max(_delivered[ModelEvents.Openings], 2) + 1;
        for (var partition = 0; partition < ModelEvents.Partitions; partition++)
        {
            await Eventually.HoldsAsync(() => Deliver(Entity, partition, 0, Math.Max(1, _delivered[partition] - _acked[partition])), $"partition {partition} to be taken");
        }

        for (var partition = 0; partition < ModelEvents.Partitions; partition++)
        {
            Mend(partition);
        }

        await Eventually.HoldsAsync(
            async () =>
            {
                if (await Entity.Quarantine() is { IsRedriving: false })
                {
                    await Entity.Redrive();
                }

                return await Entity.Quarantine() is null;
            },
            "the entity to be live");
    }

    public async Task Check()
    {
        var log = await Entity.Log();
        var dropped = (await cluster.Directory.Dropped("test", key, 0, 1_000)).Select(record => record.EventId![(key.Length + 1)..]).ToHashSet(StringComparer.Ordinal);
        Assert.True(_hasDropped || dropped.Count == 0, $"Dropped although nobody asked: {string.Join(", ", dropped)}.");
        Assert.Empty(await Entity.Parked());
        Assert.Equal(log.Distinct(StringComparer.Ordinal), log);
        for (var partition = 0; partition < ModelEvents.Partitions; partition++)
        {
            CheckPartition(partition, log, dropped);
        }

        CheckOutputs(log);
    }

    private void CheckPartition(int partition, string[] log, HashSet<string> dropped)
    {
        string[] names = [.. Enumerable.Range(0, _acked[partition]).Select(offset => ModelEvents.NameOf(partition, offset)).Distinct(StringComparer.Ordinal)];
        var applied = log.Where(name => name[0] - '0' == partition).ToArray();

        // An event whose record was dropped may have been sent again, and applied then.
        var missing = names.Except(applied).Except(dropped).ToArray();
        Assert.True(missing.Length == 0, $"Lost: {string.Join(", ", missing)}. Applied: {string.Join(", ", log)}. Dropped: {string.Join(", ", dropped)}.");
        Assert.Empty(applied.Except(names));
        foreach (var waits in new[] { false, true })
        {
            // What waits is overtaken by what does not, but not by its like.
            Assert.Equal(names.Where(name => applied.Contains(name) && Waits(name) == waits), applied.Where(name => Waits(name) == waits));
        }
    }

    private void CheckOutputs(string[] log)
    {
        var published = Entity.PublishedEvents.Distinct().ToArray();
        Assert.Equal(published.Length, published.Select(output => output.Event.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(log.Where(ModelEvents.HasOutput).Select(name => name + ".0"), Entity.PublishedNames.Distinct(StringComparer.Ordinal));
    }

    private static bool Waits(string name) => ModelEvents.WhatOf(name) == "add-when-open";

    private static bool IsFault(Exception exception) => exception is IOException or DeliveryDeferredException or InconsistentStateException;
}
