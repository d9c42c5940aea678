using Platform.Events;
using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

public sealed class EffectTests
{
    [Fact]
    public void Outputs_WhenMadeAgainFromTheSameEvents_AreTheSame()
    {
        var records = new[] { Record(Event("a", outputs: 2), At(1)), Record(Event("b", outputs: 1), At(2)) };

        var first = Fold.Of(Fold.Empty, records).State.Outputs;
        var second = Fold.Of(Fold.Empty, records).State.Outputs;

        Assert.Equal(first, second);
        Assert.Equal(3, first.Select(output => output.Event.Event.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Output_WhenAnEventCausesIt_CarriesTheCausesTimeCorrelationAndTrace()
    {
        var cause = Event("a", outputs: 1);

        var pending = Fold.Of(Fold.Empty, Record(cause, At(8), TimeSpan.FromHours(1))).State.Outputs;

        var output = Assert.Single(pending);
        Assert.Equal((cause.Timestamp, cause.CorrelationId, cause.TraceParent), (output.Event.Event.Timestamp, output.Event.Event.CorrelationId, output.Event.Event.TraceParent));
        Assert.Equal(EventIds.ForOutput("a", "test.add", "test/1", 0), output.Event.Event.Id);
        Assert.Equal(8, output.Offset);
        Assert.Equal((Group, "in", TopicId, 0), (output.Origin!.Group, output.Origin.Topic, output.Origin.TopicId, output.Origin.Partition));
    }

    [Fact]
    public void Event_WhenIgnored_MovesThePositionAndHasNoOutputs()
    {
        var fold = Fold.Of(Fold.Empty, Record(Event("a", "ignore", outputs: 1), At(1)));

        Assert.True(fold.IsChanged);
        Assert.Empty(fold.State.Outputs);
        Assert.Equal(["told-so"], fold.Tally.Ignored);
    }

    [Theory]
    [InlineData("reject", "told-so")]
    [InlineData("no-such-rule", "handler-failed")]
    public void Event_WhenItsRulesThrow_IsRejectedAndTheNextOneIsTaken(string what, string errorType)
    {
        var fold = Fold.Lenient(Fold.Empty, Record(Event("a"), At(1)), Record(Event("b", what), At(2)), Record(Event("c"), At(3)));

        Assert.Equal(["a", "c"], fold.Log);
        var rejected = Assert.Single(fold.Rejected);
        Assert.Equal((1, errorType), (rejected.Index, rejected.ErrorType));
        Assert.NotEmpty(rejected.Error);
    }

    [Fact]
    public void Event_WhenTheRejectedRecordComesAgain_IsRejectedAgain()
    {
        var before = Fold.Lenient(Fold.Empty, Record(Event("a", "reject"), At(1)), Record(Event("b"), At(2))).State;

        var fold = Fold.Lenient(before, Record(Event("a", "reject"), At(1)), Record(Event("b"), At(2)));

        Assert.Equal("told-so", Assert.Single(fold.Rejected).ErrorType);
        Assert.False(fold.IsChanged);
    }

    [Fact]
    public void Event_WhenARefusedOneIsHandedInAgain_IsANewEvent()
    {
        var before = Fold.Lenient(Fold.Empty, Record(Event("a", "reject"), At(1))).State;
        var mended = Event("a", "reject") with { Payload = new TestPayload { Do = "add", Name = "a" } };

        var fold = Fold.Lenient(before, Record(mended, At(2)));

        Assert.Equal(["a"], fold.Log);
    }

    [Fact]
    public void Value_WhenItIsNoEvent_IsRejected()
    {
        var fold = Fold.Of(Fold.Empty, Record(Event("a"), At(1)) with { Value = "text" });

        Assert.Equal("unexpected-value", Assert.Single(fold.Rejected).ErrorType);
    }

    [Fact]
    public void Publish_WhenTheEventChangesNothing_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Effect.Ignore<TestState>("told-so").Publish(new object()));
        Assert.Throws<InvalidOperationException>(() => Effect.Defer<TestState>("awaited").Publish(new object()));
    }

    [Fact]
    public void Publish_WhenCalledAgain_AddsToWhatIsPublished()
    {
        var effect = Effect.Change(new TestState([], false)).Publish("a", Output.Of("b", "key")).Publish("c");

        Assert.Equal([("a", null), ("b", "key"), ("c", null)], effect.Outputs.Select(output => ((string)output.Payload, output.Key)));
    }
}
