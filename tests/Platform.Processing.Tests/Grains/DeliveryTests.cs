using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

[Collection(TestCollection.Name)]
public sealed class DeliveryTests(TestCluster cluster)
{
    [Fact]
    public async Task Batch_WhenDelivered_IsOneWriteAndItsOutputsArePublishedInOrder()
    {
        var entity = cluster.Entity("one-write");
        var writes = cluster.Storage.Writes;

        var outcome = await entity.Deliver(entity.Record(0, "a", outputs: 2), entity.Record(1, "b", outputs: 1));

        Assert.Empty(outcome.Rejected);
        Assert.Equal(writes + 1, cluster.Storage.Writes);
        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(["a.0", "a.1", "b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Batch_WhenItComesAgain_ChangesAndPublishesNothing()
    {
        var entity = cluster.Entity("again");
        var batch = new[] { entity.Record(0, "a", outputs: 1), entity.Record(1, "b", outputs: 1) };
        await entity.Deliver(batch);
        var writes = cluster.Storage.Writes;

        await entity.Deliver(batch);
        await entity.Deliver(batch);

        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
        Assert.Equal(writes, cluster.Storage.Writes);
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Batch_WhenItsWriteFails_IsAppliedOnceByTheRedelivery(string when)
    {
        var entity = cluster.Entity("write-" + when);
        await entity.Deliver(entity.Record(0, "a", outputs: 1));
        var batch = new[] { entity.Record(1, "b", outputs: 1), entity.Record(2, "c", outputs: 1) };
        entity.FailNextWrite(Enum.Parse<WriteFault>(when, ignoreCase: true));

        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(batch));
        var publishedMeanwhile = entity.PublishedNames;
        await Redeliver(entity, batch);

        Assert.Equal(["a.0"], publishedMeanwhile);
        Assert.Equal(["a", "b", "c"], await entity.Log());
        Assert.Equal(["a.0", "b.0", "c.0"], entity.PublishedNames.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Batch_WhenItsWriteFails_EndsTheActivation()
    {
        var entity = cluster.Entity("ends");
        await entity.Deliver(entity.Record(0, "a"));
        entity.FailNextWrite(WriteFault.After);

        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(entity.Record(1, "b")));

        await Eventually.Async(() => cluster.Activations.LiveOf("ends") == 0, "the activation to end");
        Assert.Equal(["a", "b"], await entity.Log());
    }

    [Fact]
    public async Task Batch_WhenAnotherActivationHasWritten_LosesAndIsAppliedToWhatTheOtherWrote()
    {
        var entity = cluster.Entity("race");
        await entity.Deliver(entity.Record(0, "a"));
        await WriteAsAnotherActivation(entity, entity.Record(1, "b"));

        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(entity.Record(2, "c", outputs: 1)));
        var publishedMeanwhile = entity.PublishedNames;
        await Redeliver(entity, entity.Record(2, "c", outputs: 1));

        Assert.Empty(publishedMeanwhile);
        Assert.Equal(["a", "b", "c"], await entity.Log());
    }

    [Theory]
    [InlineData("before", 2)]
    [InlineData("half", 2)]
    [InlineData("after", 4)]
    public async Task Batch_WhenPublishingFails_IsNotAppliedAgainAndWhatIsNotAcknowledgedGoesOutAgain(string how, int published)
    {
        var entity = cluster.Entity("publish-" + how);
        var batch = new[] { entity.Record(0, "a", outputs: 1), entity.Record(1, "b", outputs: 1) };
        entity.FailNextPublish(Enum.Parse<PublishFault>(how, ignoreCase: true));

        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(batch));
        await entity.Deliver(batch);

        Assert.Equal(["a", "b"], await entity.Log());
        Assert.Equal(published, entity.PublishedNames.Length);
        Assert.Equal(["a.0", "b.0"], entity.PublishedNames[^2..]);
        Assert.Equal(2, entity.PublishedEvents.Distinct().Count());
    }

    [Fact]
    public async Task Delivery_WhenAnEarlierOnesOutputsFailed_PublishesThemBeforeItsOwn()
    {
        var entity = cluster.Entity("older-first");
        entity.FailNextPublish(PublishFault.Before);
        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(entity.Record(0, "a", outputs: 1)));

        await entity.Deliver(entity.Record(0, "b", outputs: 1, partition: 1));

        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Batch_WhenAnActionFails_KeepsWhatWentBeforeIt()
    {
        var entity = cluster.ActingEntity("acts");
        var batch = new[] { entity.Record(0, "a"), entity.Record(1, "b"), entity.Record(2, "c") };
        cluster.Actions.Script(entity.EventId("b"), _ => throw new IOException("The mail server is away."));
        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(batch));
        var meanwhile = await entity.Log();
        cluster.Actions.Forget(entity.EventId("b"));

        await entity.Deliver(batch);

        Assert.Equal(["a"], meanwhile);
        Assert.Equal(["a", "b", "c"], await entity.Log());
        Assert.Equal(["a", "b", "c"], cluster.Actions.Done.Where(id => id.StartsWith("acts:", StringComparison.Ordinal)).Select(id => id[5..]));
    }

    [Fact]
    public async Task Refusal_WhenTheAnswerWasLost_IsAnsweredAgainByAnotherActivation()
    {
        var entity = cluster.LenientEntity("rejection");
        await entity.Deliver(entity.Record(0, "a", "reject"), entity.Record(1, "b"));
        await entity.Deactivate();

        var outcome = await entity.Deliver(entity.Record(0, "a", "reject"), entity.Record(1, "b"));

        Assert.Equal("told-so", Assert.Single(outcome.Rejected).ErrorType);
    }

    [Fact]
    public async Task Refusal_WhenItsGroupHasCommitted_IsForgotten()
    {
        var entity = cluster.LenientEntity("forgets");
        await entity.Deliver(entity.Record(0, "a", "reject"));
        entity.Commit(1);
        await entity.Deliver(entity.Record(1, "b"));

        var outcome = await entity.Deliver(entity.Record(0, "a", "reject"));

        Assert.Empty(outcome.Rejected);
    }

    [Fact]
    public async Task Delivery_WhenTooManyRejectionsAreUnproven_IsDeferredUntilTheGroupCommits()
    {
        var entity = cluster.LenientEntity("put-off");
        await entity.Deliver(entity.Record(0, "a", "reject"), entity.Record(1, "b", "reject"));

        await Assert.ThrowsAsync<DeliveryDeferredException>(async () => await entity.Deliver(entity.Record(2, "c")));
        await entity.Deliver(entity.Record(1, "b", "reject"), entity.Record(2, "c"));
        entity.Commit(2);
        await entity.Deliver(entity.Record(3, "d"));

        Assert.Equal(["c", "d"], await entity.Log());
    }

    [Fact]
    public async Task Truncation_WhenDelivered_NamesItselfAndChangesNothing()
    {
        var entity = cluster.Entity("truncated");
        await entity.Deliver(entity.Record(0, "a", epoch: 1), entity.Record(1, "b", epoch: 1));

        await Assert.ThrowsAsync<TopicTruncatedException>(async () => await entity.Deliver(entity.Record(1, "c", epoch: 2)));

        Assert.Equal(["a", "b"], await entity.Log());
    }

    // The activation of the failed write may still be ending, and answers "not me".
    private static async Task Redeliver(TestEntity entity, params ReceivedEvent[] batch)
    {
        var isTaken = false;
        for (var attempt = 0; !isTaken; attempt++)
        {
            try
            {
                await entity.Deliver(batch);
                isTaken = true;
            }
            catch (DeliveryDeferredException) when (attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }

    private async Task WriteAsAnotherActivation(TestEntity entity, ReceivedEvent record)
    {
        var row = new GrainState<StoredEntity>();
        var codec = new StateCodec<TestState>(cluster.Format);
        await cluster.Storage.ReadStateAsync("entity", entity.Id, row);
        row.State = new StoredEntity { Packed = codec.Pack(Fold.Of(codec.Unpack(row.State!.Packed), record).State) };
        await cluster.Storage.WriteStateAsync("entity", entity.Id, row);
    }
}
