using Orleans.Concurrency;
using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Booking_App;

[Alias("rooms.IRoomGrain")]
public interface IRoomGrain : IEventReceiver
{
    /// <summary>The durable state; null for a room that was never booked.</summary>
    [AlwaysInterleave, Alias("Get")]
    ValueTask<RoomState?> Get();
}

internal sealed class RoomGrain(EventProcessing processing) : EventProcessorGrain<RoomState>("room", RoomRules.Apply, processing), IRoomGrain
{
    public ValueTask<RoomState?> Get() => new(Read());
}
