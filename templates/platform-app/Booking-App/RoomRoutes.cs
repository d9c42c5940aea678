using Platform.Events;
using Platform.Hosting;

namespace Booking_App;

internal static class RoomRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/rooms/{id}", async (string id, IGrainFactory grains) =>
            await grains.GetGrain<IRoomGrain>(id).Get() is { } room ? Results.Ok(room) : Results.NotFound());
        app.MapPut("/rooms/{id}/bookings/{day}", (string id, DateOnly day, string guest, HttpContext http, EventPublisher events) =>
            PublishAsync(new RoomBooked(id, day, guest), http, events));
        app.MapDelete("/rooms/{id}/bookings/{day}", (string id, DateOnly day, string guest, HttpContext http, EventPublisher events) =>
            PublishAsync(new RoomCancelled(id, day, guest), http, events));
    }

    // Accepted once Kafka has the event. A repeat of the request under the same Idempotency-Key counts once.
    private static async Task<IResult> PublishAsync(object payload, HttpContext http, EventPublisher events)
    {
        var errors = new FieldErrors();
        var metadata = RequestMetadata.Read(http, errors);
        if (errors.Any)
        {
            return Results.ValidationProblem(errors.ToDictionary());
        }

        metadata.WriteTo(http.Response);
        var id = metadata.IdempotencyKey is { } key ? EventIds.ForRequest($"{http.Request.Method} {http.Request.Path}", key) : Guid.NewGuid().ToString();
        return Results.Accepted(value: await events.PublishAsync(payload, id, metadata, http.RequestAborted));
    }
}
