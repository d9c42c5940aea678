using Platform.Events;
using Platform.Hosting.Streams;
using Platform.Hosting.Tests.Meters;

namespace Platform.Hosting.Tests.Streams;

public sealed class EventMessageTests
{
    [Fact]
    public void Of_WhenTheEventIsOld_LeavesTheRecordsTimeToItsSending()
    {
        var longPast = new Event
        {
            Id = "e-1",
            Type = "meter.reading",
            Version = "1.0",
            Timestamp = new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero),
            CorrelationId = "c-1",
            Payload = new MeterReading("m-1", 7),
        };

        var message = EventMessage.Of(MeterApplication.Readings, "m-1", new EventEncoder(MeterApplication.Catalog).Encode(longPast));

        // Anything else would let retention delete it, and a re-published output leave the window of recent ids.
        Assert.Null(message.Timestamp);
    }
}
