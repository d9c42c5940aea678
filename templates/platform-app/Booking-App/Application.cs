using Platform.Hosting;

namespace Booking_App;

/// <summary>What the application is made of: its events, the groups that read them, its routes.</summary>
public static class Application
{
    public static void Configure(PlatformBuilder platform)
    {
        platform
            .AddEvents(RoomEvents.Declare)
            .AddGroup("rooms", group => group.Deliver<IRoomGrain>("rooms.bookings"))
            .Map(RoomRoutes.Map);
        platform.Banner
            .Try(url => $"curl -i -X PUT '{url}/rooms/blue/bookings/2100-01-01?guest=ann'")
            .Try(url => $"curl {url}/rooms/blue");
    }
}
