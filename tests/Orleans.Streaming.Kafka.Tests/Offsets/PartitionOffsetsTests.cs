namespace Orleans.Streaming.Kafka.Tests.Offsets;

public sealed class PartitionOffsetsTests
{
    [Fact]
    public void Committable_WhenNothingBegan_IsTheStart()
    {
        var offsets = new PartitionOffsets(7);

        Assert.Equal(7, offsets.Committable);
    }

    [Fact]
    public void Committable_WhenLaterRecordsAreFinished_StaysBelowTheLowestUnfinished()
    {
        var offsets = new PartitionOffsets(0);
        var tickets = Enumerable.Range(0, 5).Select(o => offsets.Begin(o)).ToArray();

        offsets.Finish(tickets[1]);
        offsets.Finish(tickets[2]);
        offsets.Finish(tickets[4]);

        Assert.Equal(0, offsets.Committable);
        offsets.Finish(tickets[0]);
        Assert.Equal(3, offsets.Committable);
        offsets.Finish(tickets[3]);
        Assert.Equal(5, offsets.Committable);
    }

    [Fact]
    public void Committable_WhenTheLogHasGaps_IsTheLowestUnfinishedOffsetOrOneAboveTheLast()
    {
        var offsets = new PartitionOffsets(10);
        var first = offsets.Begin(12);
        var second = offsets.Begin(40);

        Assert.Equal(12, offsets.Committable);
        offsets.Finish(first);
        Assert.Equal(40, offsets.Committable);
        offsets.Finish(second);
        Assert.Equal(41, offsets.Committable);
    }

    [Fact]
    public void CommittableEpoch_IsThatOfTheLastRecordBelow()
    {
        var offsets = new PartitionOffsets(10, startEpoch: 2);
        var first = offsets.Begin(10, 2);
        var second = offsets.Begin(11, 3);
        var third = offsets.Begin(12, 5);

        offsets.Finish(second);
        Assert.Equal((10, 2), (offsets.Committable, offsets.CommittableEpoch));
        offsets.Finish(first);
        Assert.Equal((12, 3), (offsets.Committable, offsets.CommittableEpoch));
        offsets.Finish(third);
        offsets.SkipTo(20);

        Assert.Equal((20, 5), (offsets.Committable, offsets.CommittableEpoch));
    }

    [Fact]
    public void Finish_WhenCalledTwice_Throws()
    {
        var offsets = new PartitionOffsets(0);
        offsets.Begin(0);
        var ticket = offsets.Begin(1);
        offsets.Finish(ticket);

        Assert.Throws<InvalidOperationException>(() => offsets.Finish(ticket));
    }

    [Fact]
    public void Begin_WhenAnOffsetComesAgain_Throws()
    {
        var offsets = new PartitionOffsets(0);
        offsets.Begin(3);

        Assert.Throws<InvalidOperationException>(() => offsets.Begin(3));
    }

    [Fact]
    public void Room_IsWhatIsKept_AndIsGivenBackOnceNothingIsOpen()
    {
        var offsets = new PartitionOffsets(0);
        var hung = offsets.Begin(0);
        for (var o = 1; o <= 100_000; o++)
        {
            offsets.Finish(offsets.Begin(o));
        }

        Assert.InRange(offsets.Grown, 100_001 - 64, 262_144);
        Assert.Equal(0, offsets.Committable);
        offsets.Finish(hung);
        Assert.Equal((0, 100_001), (offsets.Grown, offsets.Committable));
        var later = offsets.Begin(100_001);
        Assert.Equal(100_001, offsets.Committable);
        offsets.Finish(later);
        Assert.Equal(100_002, offsets.Committable);
    }

    [Fact]
    public void Committable_UnderRandomOrder_NeverPassesAnUnfinishedRecordAndEndsAtTheEnd()
    {
        var random = new Random(17);
        var offsets = new PartitionOffsets(0);
        var open = new List<(long Offset, long Ticket)>();
        long next = 0;
        for (var step = 0; step < 20_000; step++)
        {
            if (open.Count == 0 || (open.Count < 3_000 && random.Next(2) == 0))
            {
                next += random.Next(1, 4);
                open.Add((next, offsets.Begin(next)));
                next++;
            }
            else
            {
                var i = random.Next(open.Count);
                offsets.Finish(open[i].Ticket);
                open.RemoveAt(i);
            }

            var expected = open.Count > 0 ? open.Min(o => o.Offset) : next;
            Assert.Equal(expected, offsets.Committable);
        }
    }
}
