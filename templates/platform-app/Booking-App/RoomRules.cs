using System.Collections.Immutable;
using Platform.Events;
using Platform.Processing;

namespace Booking_App;

/// <summary>What is kept of a room, in the database, after each event.</summary>
[GenerateSerializer, Immutable, Alias("rooms.state")]
public sealed record RoomState(ImmutableSortedDictionary<DateOnly, string> Bookings);

/// <summary>State and event to effect: no I/O and no clock.</summary>
public static class RoomRules
{
    private static readonly RoomState Empty = new(ImmutableSortedDictionary<DateOnly, string>.Empty);

    public static Effect<RoomState> Apply(RoomState? room, Event @event) => (room, @event.Payload) switch
    {
        (_, RoomBooked booked) => Book(room ?? Empty, booked, DateOnly.FromDateTime(@event.Timestamp.UtcDateTime)),
        (not null, RoomCancelled cancelled) when room.Bookings.GetValueOrDefault(cancelled.Day) == cancelled.Guest =>
            Effect.Change(new RoomState(room.Bookings.Remove(cancelled.Day))),
        (_, RoomCancelled) => Effect.Ignore<RoomState>("not-booked"),
        _ => throw new EventRejectedException("unexpected-event", $"A room takes no {@event.Type}."),
    };

    private static Effect<RoomState> Book(RoomState room, RoomBooked booked, DateOnly today)
    {
        // The state stays small: days that are over are dropped.
        var bookings = room.Bookings.RemoveRange(room.Bookings.Keys.TakeWhile(day => day < today));
        var guest = bookings.GetValueOrDefault(booked.Day);
        return guest is null ? Effect.Change(new RoomState(bookings.Add(booked.Day, booked.Guest)))
            : guest == booked.Guest ? Effect.Ignore<RoomState>("booked-before")
            : Effect.Change(new RoomState(bookings)).Publish(new RoomDeclined(booked.RoomId, booked.Day, booked.Guest));
    }
}
