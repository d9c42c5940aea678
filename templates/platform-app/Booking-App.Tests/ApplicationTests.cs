using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Testing;

namespace Booking_App.Tests;

/// <summary>The whole application on the embedded broker; with KAFKA_HOME set (a Kafka distribution, Java 17), on a real one.</summary>
public sealed class ApplicationTests
{
    private static readonly DateOnly Day = new(2100, 1, 1);

    [Fact]
    public async Task Bookings_WhenTheSiloIsKilled_CountOnce()
    {
        await using var app = await PlatformTest.StartAsync(Application.Configure);
        await app.PublishAsync(new RoomBooked("blue", Day, "ann"), id: "ann-1");
        await app.PublishAsync(new RoomBooked("blue", Day, "bob"), id: "bob-1");

        await app.KillAndRestartAsync();
        await app.PublishAsync(new RoomBooked("blue", Day, "bob"), id: "bob-1");
        await app.WhenProcessedAsync();
        var declined = await app.ReadAsync<RoomDeclined>();
        var room = await app.Grains.GetGrain<IRoomGrain>("blue").Get();

        // A record may be there twice after a kill, under one event id.
        Assert.Equal([new RoomDeclined("blue", Day, "bob")], declined.Distinct());
        Assert.Equal("ann", room!.Bookings[Day]);
    }

    [Fact]
    public async Task Room_WhenItIsBookedOverHttp_ShowsTheGuest()
    {
        await using var app = await PlatformTest.StartAsync(Application.Configure);
        using var http = new HttpClient { BaseAddress = app.Url };
        var booked = await http.PutAsync("/rooms/blue/bookings/2100-01-01?guest=ann", content: null);
        await app.WhenProcessedAsync();

        var room = await http.GetFromJsonAsync<JsonElement>("/rooms/blue");
        var unknown = await http.GetAsync("/rooms/red");

        Assert.Equal(HttpStatusCode.Accepted, booked.StatusCode);
        Assert.Equal("ann", room.GetProperty("bookings").GetProperty("2100-01-01").GetString());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Record_WhenItIsNoEvent_IsADeadLetter()
    {
        await using var app = await PlatformTest.StartAsync(Application.Configure);
        await app.PublishRecordAsync("rooms.bookings", "blue", "no JSON"u8.ToArray());
        await app.WhenProcessedAsync();

        var deadLetter = Assert.Single(await app.ReadDeadLettersAsync("rooms.bookings"));

        Assert.Equal("no JSON"u8.ToArray(), deadLetter.Value);
    }
}
