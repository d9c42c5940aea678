namespace Orleans.Streaming.Kafka.Tests.Assignment;

public sealed class StartPlanTests
{
    [Fact]
    public void For_WhenNothingIsCommittedAndPartitionZeroIsOurs_PinsEveryPartitionByPolicy()
    {
        var plan = StartPlan.For([null, null, null], [0, 2]);

        Assert.Equal([0, 1, 2], plan.ByPolicy);
        Assert.Empty(plan.AtBeginning);
        Assert.False(plan.MustWait);
    }

    [Fact]
    public void For_WhenNothingIsCommittedAndPartitionZeroIsAnothers_Waits()
    {
        var plan = StartPlan.For([null, null, null], [1]);

        Assert.True(plan.MustWait);
    }

    [Fact]
    public void For_WhenThePartitionZeroIsCommitted_APartitionWithoutACommitWasCreatedLater()
    {
        var plan = StartPlan.For([5, 0, null, null], [1, 3]);

        Assert.Empty(plan.ByPolicy);
        Assert.Equal([3], plan.AtBeginning);
        Assert.False(plan.MustWait);
    }

    [Fact]
    public void For_WhenAllOfOursAreCommitted_HasNothingToDo()
    {
        var plan = StartPlan.For([5, 0, null], [0, 1]);

        Assert.Empty(plan.ByPolicy);
        Assert.Empty(plan.AtBeginning);
    }

    [Fact]
    public void For_WhenAnEarlierPinLeftPartitionsOut_PinsOnlyThose()
    {
        var plan = StartPlan.For([null, 7, null], [0, 1, 2]);

        Assert.Equal([0, 2], plan.ByPolicy);
    }
}
