using Platform.Events;
using Shop.Events.Users;
using Platform.Hosting.Streams;

namespace Platform.Silo.Tests.Streams;

public sealed class EventMessageTests
{
    [Fact]
    public void Of_WhenTheEventIsOld_LeavesTheRecordsTimeToItsSending()
    {
        var longPast = new Event
        {
            Id = "e-1",
            Type = EventTypes.UserRegistered,
            Version = "1.0",
            Timestamp = new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero),
            CorrelationId = "c-1",
            Payload = new UserRegistered { UserId = "u-1" },
        };

        var message = EventMessage.Of("users.registered", "u-1", longPast);

        // Anything else would let retention delete it, and a re-published output leave the window of recent ids.
        Assert.Null(message.Timestamp);
    }
}
