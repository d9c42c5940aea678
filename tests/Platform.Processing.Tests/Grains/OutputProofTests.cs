namespace Platform.Processing.Tests;

/// <summary>When the outputs of an earlier life of an entity go out again, and when not.</summary>
[Collection(TestCollection.Name)]
public sealed class OutputProofTests(TestCluster cluster)
{
    [Fact]
    public async Task Outputs_WhenAnEntityIsActivatedByAReadOrDeactivated_AreNotPublished()
    {
        var entity = await WithUnpublishedOutput("by-read");

        for (var i = 0; i < 3; i++)
        {
            await entity.Log();
            await entity.Deactivate();
        }

        Assert.Empty(entity.PublishedNames);
        Assert.True(cluster.Activations.BeganOf("by-read") >= 3);
    }

    [Fact]
    public async Task Outputs_WhenTheirDeliveryComesAgainToAFreshActivation_ArePublishedBeforeItReturns()
    {
        var entity = await WithUnpublishedOutput("same-again");
        await entity.Deactivate();

        await entity.Deliver(entity.Record(0, "a", outputs: 1));

        Assert.Equal(["a.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Outputs_WhenANewerDeliveryFindsThemUnproven_ArePublishedFirst()
    {
        var entity = await WithUnpublishedOutput("newer");
        await entity.Deactivate();
        entity.Commit(0);

        await entity.Deliver(entity.Record(0, "b", outputs: 1, partition: 1));

        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Outputs_WhenTheGroupHasCommittedPastTheirRecord_AreNotPublishedAgain(int partition)
    {
        var key = $"proven-{partition}";
        var entity = cluster.Entity(key);
        await entity.Deliver(entity.Record(0, "a", outputs: 1));
        await entity.Deactivate();
        entity.Commit(1);

        await entity.Deliver(entity.Record(5, "b", outputs: 1, partition: partition));

        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Outputs_WhenOnlySomeAreProven_AreTheOthersPublishedAgain()
    {
        var entity = cluster.Entity("some-proven");
        await entity.Deliver(entity.Record(0, "a", outputs: 1), entity.Record(1, "b", outputs: 1));
        await entity.Deactivate();
        entity.Commit(1);

        await entity.Deliver(entity.Record(1, "b", outputs: 1));

        Assert.Equal(["a.0", "b.0", "b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Outputs_WhenARedeliveryOfAnotherPartitionComes_ArePublishedOnce()
    {
        var entity = cluster.Entity("other-partition");
        await entity.Deliver(entity.Record(0, "p", partition: 1));
        entity.FailNextPublish(PublishFault.Before);
        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(entity.Record(0, "a", outputs: 1)));
        await entity.Deactivate();

        await entity.Deliver(entity.Record(0, "p", partition: 1));
        await entity.Deliver(entity.Record(0, "a", outputs: 1));

        Assert.Equal(["a.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Outputs_WhenAckedInThisLife_AreNotPublishedAgainThoughNothingIsCommitted()
    {
        var entity = cluster.Entity("acked");
        await entity.Deliver(entity.Record(0, "a", outputs: 1));

        await entity.Deliver(entity.Record(0, "a", outputs: 1));
        await entity.Deliver(entity.Record(1, "b", outputs: 1));

        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Outputs_WhenTheProofIsNotToBeHad_PutTheDeliveryOffAndLetOperatorsIn()
    {
        var entity = await WithUnpublishedOutput("no-proof");
        await entity.Deactivate();
        var hold = entity.HoldOffsets();
        var delivery = entity.Deliver(entity.Record(1, "b", outputs: 1)).AsTask();
        await Eventually.Async(() => cluster.Offsets.Asked.Contains(entity.Topic), "the question");

        await cluster.PassTimeUntilEnded(delivery);
        await Assert.ThrowsAsync<DeliveryDeferredException>(() => delivery);
        var operation = await entity.Grain.Redrive();
        hold.SetResult();
        await entity.Deliver(entity.Record(1, "b", outputs: 1));

        Assert.Null(operation);
        Assert.Equal(["a.0", "b.0"], entity.PublishedNames);
    }

    [Fact]
    public async Task Refusals_WhenTheProofIsNotToBeHad_PutTheDeliveryOff()
    {
        var entity = cluster.LenientEntity("no-proof-of-rejections");
        await entity.Deliver(entity.Record(0, "a", "reject"));
        var hold = entity.HoldOffsets();

        var delivery = entity.Deliver(entity.Record(1, "b")).AsTask();
        await Eventually.Async(() => cluster.Offsets.Asked.Contains(entity.Topic), "the question");
        await cluster.PassTimeUntilEnded(delivery);

        await Assert.ThrowsAsync<DeliveryDeferredException>(() => delivery);
        hold.SetResult();
    }

    private async Task<TestEntity> WithUnpublishedOutput(string key)
    {
        var entity = cluster.Entity(key);
        entity.FailNextPublish(PublishFault.Before);
        await Assert.ThrowsAnyAsync<Exception>(async () => await entity.Deliver(entity.Record(0, "a", outputs: 1)));
        Assert.Equal(["a"], await entity.Log());
        return entity;
    }
}
