using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

public sealed class StartComparisonTests
{
    [Fact]
    public void Judge_WhenTheFirstRecordIsOfTheSameEpoch_ReadsOn()
    {
        var start = new StartComparison(new OffsetAndEpoch(10, 3));

        Assert.Equal(StartVerdict.Read, start.Judge(10, 3));
        // From then on the client compares by itself.
        Assert.Equal(StartVerdict.Read, start.Judge(11, 4));
    }

    [Fact]
    public void Judge_WhenTheFirstRecordIsNewer_LooksBelow_AndReadsOnWhereTheOldRecordStillIs()
    {
        var start = new StartComparison(new OffsetAndEpoch(10, 3));

        Assert.Equal(StartVerdict.LookBelow, start.Judge(10, 4));
        Assert.Equal(StartVerdict.Skip, start.Judge(9, 3));
        Assert.Equal(StartVerdict.Read, start.Judge(10, 4));
    }

    [Fact]
    public void Judge_WhenTheRecordBelowWasWrittenLater_SeesTheTruncation()
    {
        var start = new StartComparison(new OffsetAndEpoch(10, 3));

        Assert.Equal(StartVerdict.LookBelow, start.Judge(10, 4));
        Assert.Equal(StartVerdict.Truncated, start.Judge(9, 4));
    }

    [Fact]
    public void Judge_WhenThereIsNoRecordBelow_ReadsOn()
    {
        var start = new StartComparison(new OffsetAndEpoch(10, 3));

        Assert.Equal(StartVerdict.LookBelow, start.Judge(10, 4));
        Assert.Equal(StartVerdict.Read, start.Judge(10, 4));
    }

    [Theory]
    [InlineData(10, -1, 4)]
    [InlineData(0, 3, 4)]
    [InlineData(10, 3, null)]
    public void Judge_WhenThereIsNothingToCompareWith_ReadsOn(long offset, int epoch, int? read) =>
        Assert.Equal(StartVerdict.Read, new StartComparison(new OffsetAndEpoch(offset, epoch)).Judge(offset, read));

    [Theory]
    [InlineData(10, 3, false)]
    [InlineData(12, 4, false)]
    [InlineData(10, null, false)]
    [InlineData(9, 3, true)]
    [InlineData(10, 2, true)]
    public void IsOfAnotherLog_WhenAnOffsetOrAnEpochGoesBack(long offset, int? epoch, bool expected)
    {
        using var partition = TestPartition.Create(0, 10, new FakeTimeProvider(), startEpoch: 3);

        Assert.Equal(expected, partition.IsOfAnotherLog(offset, epoch));
    }
}
