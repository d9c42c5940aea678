using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

public sealed class PositionTests
{
    private static readonly Guid OtherTopicId = new("22222222-2222-2222-2222-222222222222");

    [Fact]
    public void Record_WhenAtOrBelowThePosition_IsADuplicateThatNeedsNoWrite()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(5)), Record(Event("b"), At(7))).State;

        var fold = Fold.Of(before, Record(Event("c"), At(5)), Record(Event("d"), At(6)), Record(Event("e"), At(7)));

        Assert.Equal(["a", "b"], fold.Log);
        Assert.False(fold.IsChanged);
        Assert.Equal(3, fold.Tally.DuplicatesByPosition);
    }

    [Fact]
    public void Record_WhenPartlyRepeated_IsAppliedFromThePositionOn()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(1)), Record(Event("b"), At(2))).State;

        var fold = Fold.Of(before, Record(Event("b"), At(2)), Record(Event("c"), At(3)));

        Assert.Equal(["a", "b", "c"], fold.Log);
    }

    [Fact]
    public void Record_WhenOfAnotherPartitionOrTopic_HasAPositionOfItsOwn()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(9))).State;

        var otherPartition = Fold.Of(before, Record(Event("b"), At(0, partition: 1)));
        var otherTopic = Fold.Of(otherPartition.State, Record(Event("c"), At(0, topic: "other")));

        Assert.Equal(["a", "b", "c"], otherTopic.Log);
        Assert.Equal(3, otherTopic.State.Positions.Length);
    }

    [Fact]
    public void Record_WhenTheTopicWasCreatedAgain_IsNotComparedWithTheOldPosition()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(9))).State;

        var fold = Fold.Of(before, Record(Event("b"), At(3, topicId: OtherTopicId)));

        Assert.Equal(["a", "b"], fold.Log);
        var position = Assert.Single(fold.State.Positions);
        Assert.Equal((OtherTopicId, 3L), (position.TopicId, position.Received));
    }

    [Fact]
    public void Record_WhenTheBrokerGivesNoTopicId_IsComparedWithThePosition()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(9))).State;

        var fold = Fold.Of(before, Record(Event("b"), At(9, topicId: Guid.Empty)), Record(Event("c"), At(10, topicId: Guid.Empty)));

        Assert.Equal(["a", "c"], fold.Log);
        Assert.Equal(TopicId, Assert.Single(fold.State.Positions).TopicId);
    }

    [Fact]
    public void Record_WhenBelowThePositionUnderANewerEpoch_StopsThePartition()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(9, epoch: 4))).State;

        var exception = Assert.Throws<TopicTruncatedException>(() => Fold.Of(before, Record(Event("b"), At(9, epoch: 5))));

        Assert.Equal(At(9, epoch: 5), exception.Position);
        Assert.Contains("truncated", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 3)]
    [InlineData(4, -1)]
    [InlineData(-1, -1)]
    [InlineData(-1, 5)]
    public void Record_WhenBelowThePositionUnderAnEpochThatProvesNothing_IsADuplicate(int stored, int epoch)
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(9, epoch: stored))).State;

        var fold = Fold.Of(before, Record(Event("b"), At(9, epoch: epoch)));

        Assert.Equal(1, fold.Tally.DuplicatesByPosition);
    }

    [Fact]
    public void Record_WhenTheEpochWasUnknownOnce_IsStillHeldAgainstTheKnownOne()
    {
        var before = Fold.Of(Fold.Empty, Record(Event("a"), At(1, epoch: 4)), Record(Event("b"), At(2, epoch: -1))).State;

        Assert.Throws<TopicTruncatedException>(() => Fold.Of(before, Record(Event("c"), At(2, epoch: 5))));
    }

    [Fact]
    public void Output_WhenEventsOfTwoPartitionsAreFolded_HasTheOriginOfItsOwn()
    {
        var fold = Fold.Of(Fold.Empty, Record(Event("a", outputs: 1), At(1)), Record(Event("b", outputs: 1), At(2, partition: 1)), Record(Event("c", outputs: 1), At(2)));

        Assert.Equal([(0, 1L), (1, 2L), (0, 2L)], fold.State.Outputs.Select(output => (output.Origin!.Partition, output.Offset)));
    }
}
