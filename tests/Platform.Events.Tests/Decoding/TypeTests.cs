namespace Platform.Events.Tests.Decoding;

/// <summary>Which of a topic's types a record is.</summary>
public sealed class TypeTests
{
    private const string Reading = """{"meterId":"m","kilowatts":1}""";
    private const string Replaced = """{"meter":{"id":"m"},"year":2026}""";

    [Fact]
    public void Record_WhenItsTopicCarriesSeveralTypes_IsTheOneThatItsHeaderSays()
    {
        var reading = MeterEvents.Event(MeterEvents.Record(MeterEvents.Readings, Reading, (EventHeaders.EventType, "meter.reading")));
        var replaced = MeterEvents.Event(MeterEvents.Record(MeterEvents.Readings, Replaced, (EventHeaders.EventType, "meter.replaced")));

        Assert.Equal(("meter.reading", typeof(MeterReading)), (reading.Type, reading.Payload.GetType()));
        Assert.Equal(("meter.replaced", typeof(MeterReplaced)), (replaced.Type, replaced.Payload.GetType()));
    }

    [Theory]
    [InlineData("""{"eventType":"$type","payload":$payload}""")]
    [InlineData("""{"payload":$payload,"eventType":"$type"}""")]
    public void Record_WhenItsTopicCarriesSeveralTypes_IsTheOneThatItsEnvelopeSays(string envelope)
    {
        Event Decoded(string type, string payload) => MeterEvents.Event(MeterEvents.Record(
            MeterEvents.Readings,
            envelope.Replace("$type", type, StringComparison.Ordinal).Replace("$payload", payload, StringComparison.Ordinal),
            (EventHeaders.EventType, "meter.alert")));

        Assert.IsType<MeterReading>(Decoded("meter.reading", Reading).Payload);
        Assert.IsType<MeterReplaced>(Decoded("meter.replaced", Replaced).Payload);
    }

    [Fact]
    public void Record_WhenOfAnUnknownType_IsRejectedWithWhatTheTopicCarries()
    {
        const string Error = "The event type 'meter.moved' is not declared; the topic meters.readings carries meter.reading, meter.replaced.";

        Assert.Equal((DecodeErrors.UnknownType, Error), MeterEvents.Rejected(MeterEvents.Record(MeterEvents.Readings, """{"eventType":"meter.moved","payload":{}}""")));
        Assert.Equal((DecodeErrors.UnknownType, Error), MeterEvents.Rejected(MeterEvents.Record(MeterEvents.Readings, "{}", (EventHeaders.EventType, "meter.moved"))));
    }

    [Fact]
    public void Record_WhenOfATypeOfAnotherTopic_IsRejectedWithBothTopics()
    {
        const string Error = "The event type meter.alert belongs to the topic meters.alerts; the topic meters.readings carries meter.reading, meter.replaced.";

        Assert.Equal((DecodeErrors.WrongTopic, Error), MeterEvents.Rejected(MeterEvents.Record(MeterEvents.Readings, """{"eventType":"meter.alert","payload":{}}""")));
        Assert.Equal((DecodeErrors.WrongTopic, Error), MeterEvents.Rejected(MeterEvents.Record(MeterEvents.Readings, "{}", (EventHeaders.EventType, "meter.alert"))));
    }

    [Theory]
    [InlineData(MeterEvents.Raw)]
    [InlineData("nowhere")]
    public void Record_WhenItsTopicCarriesNoType_IsRejected(string topic) => Assert.Equal(
        (DecodeErrors.WrongTopic, $"No event type is declared for the topic '{topic}'."),
        MeterEvents.Rejected(MeterEvents.Record(topic, """{"eventType":"meter.alert","payload":{}}""")));

    [Fact]
    public void Record_WhenItSaysNoType_IsRejectedThoughItsTopicCarriesOne() =>
        Assert.Equal(DecodeErrors.NoType, MeterEvents.Rejected(MeterEvents.Record(MeterEvents.Alerts, """{"street":"s","house":"1","level":1}""")).ErrorType);
}
