using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

public sealed class PublishedOutputsTests
{
    private static readonly IOException Failed = new("Kafka did not acknowledge.");
    private static readonly KafkaStreamException Rejected = new("The record is too large.", isTransient: false);

    [Fact]
    public void Outputs_WhenSomeAreAcknowledged_GoOutAgainFromTheFirstThatIsNot()
    {
        PendingOutput[] outputs = [Output("a", "1"), Output("b", "2"), Output("c", "3"), Output("d", "4")];

        var published = PublishedOutputs.Of(outputs, [null, Failed, null, Failed]);

        Assert.Equal([outputs[1], outputs[3]], published.Rest);
        Assert.Same(Failed, published.Error);
        Assert.Empty(published.Rejected);
    }

    [Fact]
    public void Output_WhenItIsAcknowledgedBehindAnOlderOneOfItsKeyThatIsNot_GoesOutAgainBehindIt()
    {
        PendingOutput[] outputs = [Output("a", "k"), Output("b", "k"), Output("c", "k", topic: "other")];

        var published = PublishedOutputs.Of(outputs, [Failed, null, null]);

        Assert.Equal([outputs[0], outputs[1]], published.Rest);
    }

    [Fact]
    public void Output_WhenItIsRejectedForGood_HoldsNoOther()
    {
        PendingOutput[] outputs = [Output("a", "k"), Output("b", "k")];

        var published = PublishedOutputs.Of(outputs, [Rejected, null]);

        Assert.Empty(published.Rest);
        Assert.Null(published.Error);
        Assert.Equal(outputs[0], Assert.Single(published.Rejected).Output);
    }

    [Fact]
    public void Answers_WhenTheyAreNotAsManyAsTheOutputs_AreABug() =>
        Assert.Throws<InvalidOperationException>(() => PublishedOutputs.Of([Output("a", "k")], []));

    private static PendingOutput Output(string name, string key, string topic = "out") => new(null, 0, new OutgoingEvent(topic, key, Deliveries.Event(name)));
}
