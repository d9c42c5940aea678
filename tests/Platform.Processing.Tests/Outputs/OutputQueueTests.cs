using Microsoft.Extensions.Time.Testing;

namespace Platform.Processing.Tests;

public sealed class OutputQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestPublisher _publisher = new();
    private readonly TestOffsets _offsets = new();

    [Fact]
    public async Task Settle_WhenPublishingOutlastsTheDeadline_PutsTheDeliveryOff()
    {
        var queue = QueueWith("a:1");
        _publisher.Hold("a:");

        var settling = queue.SettleAsync(Seconds(20), isFresh: true);
        _time.Advance(TimeSpan.FromSeconds(21));

        await Assert.ThrowsAsync<DeliveryDeferredException>(() => settling);
    }

    [Fact]
    public async Task Settle_WhenAnEarlierPublicationIsStillUnderWay_WaitsForItAndAddsNoSecondCopy()
    {
        var queue = QueueWith("a:1");
        var hold = _publisher.Hold("a:");
        var first = queue.SettleAsync(Seconds(20), isFresh: true);
        _time.Advance(TimeSpan.FromSeconds(21));
        await Assert.ThrowsAsync<DeliveryDeferredException>(() => first);

        var second = queue.SettleAsync(Seconds(20), isFresh: false);
        hold.SetResult();
        await second;

        Assert.Equal(["a:1.0"], _publisher.PublishedBy("a:"));
    }

    [Fact]
    public async Task Settle_WhenTheDeadlineHasPassed_StillTakesWhatIsDone()
    {
        var queue = QueueWith("a:1");
        var deadline = Seconds(1);
        _time.Advance(TimeSpan.FromSeconds(2));

        await queue.SettleAsync(deadline, isFresh: true);

        Assert.Equal(["a:1.0"], _publisher.PublishedBy("a:"));
    }

    [Fact]
    public async Task Settle_WhenTheTopicWasCreatedAgain_HasNoProof()
    {
        var queue = QueueWith("a:1", topicId: Guid.NewGuid());
        _offsets.Commit("in", 0, 100);

        await queue.SettleAsync(Seconds(1), isFresh: false);

        Assert.Equal(["a:1.0"], _publisher.PublishedBy("a:"));
    }

    private Deadline Seconds(int seconds) => new(_time, TimeSpan.FromSeconds(seconds));

    private OutputQueue QueueWith(string name, Guid? topicId = null)
    {
        var queue = new OutputQueue(_publisher, new CommitProof(_offsets));
        queue.Begin(Fold.Of(Fold.Empty, Deliveries.Record(Deliveries.Event(name, outputs: 1), Deliveries.At(1, topicId: topicId))).State.Outputs);
        return queue;
    }
}
