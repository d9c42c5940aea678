using Platform.Testing;

namespace Booking_App.Tests;

/// <summary>The rules alone: no cluster, no broker, no database.</summary>
public sealed class RoomRulesTests
{
    private static readonly DateOnly Day = new(2026, 5, 1);

    private static EntityTest<RoomState> Room() => EntityTest.Of<RoomState>("room", RoomRules.Apply, RoomEvents.Declare);

    [Fact]
    public void Booking_WhenTheDayIsFree_IsKept() => Room()
        .Given(new RoomBooked("blue", Day, "ann")).PublishesNothing()
        .HasState(room => Assert.Equal("ann", room.Bookings[Day]));

    [Fact]
    public void Booking_WhenTheDayIsAnotherGuests_IsDeclinedOnce() => Room()
        .Given(new RoomBooked("blue", Day, "ann"))
        .Given(new RoomBooked("blue", Day, "bob"), id: "bob-1").Publishes<RoomDeclined>(1, declined => Assert.Equal("bob", declined.Guest))
        .GivenAgain("bob-1").IsDuplicate()
        .HasState(room => Assert.Equal("ann", room.Bookings[Day]));

    [Fact]
    public void Cancellation_WhenTheDayIsTheGuests_FreesIt() => Room()
        .Given(new RoomBooked("blue", Day, "ann"))
        .Given(new RoomCancelled("blue", Day, "bob")).Ignores("not-booked")
        .Given(new RoomCancelled("blue", Day, "ann"))
        .HasState(room => Assert.Empty(room.Bookings));

    [Fact]
    public void Booking_WhenItsDayIsOver_IsDroppedByALaterOne() => Room()
        .Given(new RoomBooked("blue", Day, "ann"), at: MorningOf(Day))
        .Given(new RoomBooked("blue", Day.AddDays(9), "bob"), at: MorningOf(Day.AddDays(1)))
        .HasState(room => Assert.Equal([Day.AddDays(9)], room.Bookings.Keys));

    private static DateTimeOffset MorningOf(DateOnly day) => new(day, new TimeOnly(8, 0), TimeSpan.Zero);
}
