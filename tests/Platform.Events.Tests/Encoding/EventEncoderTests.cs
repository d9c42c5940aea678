using System.Text;

namespace Platform.Events.Tests;

public sealed class EventEncoderTests
{
    private static readonly MeterReading Reading =
        new("m-1", 1.50m, new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)), ReadingQuality.RoughEstimate, [new Register("day", 1)]);

    [Fact]
    public void Event_WhenEncoded_IsWrittenInTheVersionOfItsType()
    {
        var encoded = MeterEvents.Encoder.Encode(EventOf("meter.reading", "3.0", Reading));

        Assert.Equal(
            """{"eventId":"e","eventType":"meter.reading","eventVersion":"3.0","timestamp":"2026-01-01T00:00:00Z","correlationId":"c","payload":{"meterId":"m-1","kilowatts":1.50,"readAt":"2026-01-01T00:00:00Z","quality":"rough-estimate","registers":[{"name":"day","value":1}]}}""",
            Encoding.UTF8.GetString(encoded.Value));
        Assert.Equal(["event-type=meter.reading", "event-version=3.0", "correlation-id=c"], encoded.Headers.Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.Value!)}"));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("2.0")]
    [InlineData("4.0")]
    public void Event_WhenOfAnotherVersionThanIsWritten_IsRejected(string version) => Assert.StartsWith(
        $"meter.reading is written as version 3.0, not '{version}'.",
        Assert.Throws<ArgumentException>(() => MeterEvents.Encoder.Encode(EventOf("meter.reading", version, Reading))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Payload_WhenARequiredFieldIsNull_IsRejectedInsteadOfWritten()
    {
        var exception = Assert.Throws<ArgumentException>(() => MeterEvents.Encoder.Encode(EventOf("meter.reading", "3.0", Reading with { Registers = null! })));

        Assert.StartsWith("The payload of meter.reading can't be written as JSON: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Payload_WhenOfAnotherType_IsRejected() => Assert.StartsWith(
        "An event of type meter.alert can't have a MeterReading as its payload.",
        Assert.Throws<ArgumentException>(() => MeterEvents.Encoder.Encode(EventOf("meter.alert", "1.0", Reading))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void RawPayload_WhenEncoded_GoesOutAsItIs()
    {
        byte[] value = [0, 255, 1];
        KeyValuePair<string, byte[]?>[] headers = [new("a", [1]), new("a", null)];

        var encoded = MeterEvents.Encoder.Encode(EventOf("anything", "9.9", new RawPayload(value, headers)));

        Assert.Same(value, encoded.Value);
        Assert.Equal(headers, encoded.Headers);
    }

    private static Event EventOf(string type, string version, object payload) => new()
    {
        Id = "e",
        Type = type,
        Version = version,
        Timestamp = Reading.ReadAt,
        CorrelationId = "c",
        Payload = payload,
    };
}
