using Platform.Events;

namespace Booking_App;

/// <summary>room.booked 1.0: a guest wants a room for a day.</summary>
public sealed record RoomBooked(string RoomId, DateOnly Day, string Guest);

/// <summary>room.cancelled 1.0: a guest gives a day back.</summary>
public sealed record RoomCancelled(string RoomId, DateOnly Day, string Guest);

/// <summary>room.declined 1.0: the day is another guest's.</summary>
public sealed record RoomDeclined(string RoomId, DateOnly Day, string Guest);

public static class RoomEvents
{
    // One topic carries what must stay in order: topics have no order between them.
    public static void Declare(EventCatalogBuilder events) => events
        .Topic("rooms.bookings")
            .Carries<RoomBooked>("room.booked", booked => booked.RoomId)
            .Carries<RoomCancelled>("room.cancelled", cancelled => cancelled.RoomId)
        .Topic("rooms.declined")
            .Carries<RoomDeclined>("room.declined", declined => declined.RoomId);
}
