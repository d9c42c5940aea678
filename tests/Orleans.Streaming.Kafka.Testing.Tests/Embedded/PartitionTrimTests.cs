using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing.Tests.Embedded;

public sealed class PartitionTrimTests
{
    private static readonly GroupPosition SlowAt50 = new("slow", 50);
    private static readonly GroupPosition FastAt90 = new("fast", 90);
    private static readonly GroupPosition New = new("new", null);

    [Theory]
    [InlineData(10, 50)]
    [InlineData(60, 40)]
    public void DeleteBefore_WhenGroupsHaveCommitted_IsTheLowestCommitOrWhatIsKept(int keepRecords, long expected)
    {
        var trim = new PartitionTrim(keepRecords);

        var before = trim.DeleteBefore(0, 100, [SlowAt50, FastAt90]);

        Assert.Equal(expected, before);
    }

    [Fact]
    public void DeleteBefore_WhenAGroupHasNoCommit_IsNothing()
    {
        var trim = new PartitionTrim(keepRecords: 0);

        var before = trim.DeleteBefore(0, 100, [FastAt90, New]);

        Assert.Null(before);
    }

    [Fact]
    public void DeleteBefore_WhenNoGroupReadsThePartition_IsNothing()
    {
        var trim = new PartitionTrim(keepRecords: 0);

        var before = trim.DeleteBefore(0, 100, []);

        Assert.Null(before);
    }

    [Fact]
    public void DeleteBefore_WhenTheBrokerDropsByItself_WaitsUntilItRests()
    {
        var trim = new PartitionTrim(keepRecords: 0);

        var whileDropping = trim.DeleteBefore(20, 100, [FastAt90]);
        var atRest = trim.DeleteBefore(20, 100, [FastAt90]);

        Assert.Null(whileDropping);
        Assert.Equal(90, atRest);
    }

    [Fact]
    public void DeleteBefore_AfterADelete_GoesOnFromThere()
    {
        var trim = new PartitionTrim(keepRecords: 0);
        trim.DeleteBefore(0, 100, [SlowAt50]);

        var next = trim.DeleteBefore(50, 100, [FastAt90]);

        Assert.Equal(90, next);
    }

    [Fact]
    public void NewLosses_WhileAGroupMissesRecords_NamesItOnce()
    {
        var trim = new PartitionTrim(keepRecords: 0);

        var first = trim.NewLosses(60, [SlowAt50, FastAt90]);
        var second = trim.NewLosses(70, [SlowAt50, FastAt90]);

        Assert.Equal([SlowAt50], first);
        Assert.Empty(second);
    }

    [Fact]
    public void NewLosses_WhenAGroupCaughtUpAndLosesAgain_NamesItAgain()
    {
        var trim = new PartitionTrim(keepRecords: 0);
        trim.NewLosses(60, [SlowAt50]);
        trim.NewLosses(60, [SlowAt50 with { Committed = 60 }]);

        var again = trim.NewLosses(80, [SlowAt50 with { Committed = 60 }]);

        Assert.Single(again);
    }

    [Fact]
    public void NewLosses_WhenAGroupWithoutCommitMissesTheBeginning_NamesIt()
    {
        var trim = new PartitionTrim(keepRecords: 0);

        var losses = trim.NewLosses(1, [New]);

        Assert.Equal([New], losses);
    }

    [Theory]
    [InlineData(0, 10, false)]
    [InlineData(0, 11, true)]
    [InlineData(1, 10, true)]
    public void IsDue_WhenNothingCouldBeTrimmedOrLost_IsFalse(long low, long high, bool expected)
    {
        var trim = new PartitionTrim(keepRecords: 10);

        var isDue = trim.IsDue(low, high);

        Assert.Equal(expected, isDue);
    }
}
