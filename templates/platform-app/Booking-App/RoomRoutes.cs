using Platform.Hosting;

namespace Booking_App;

internal static class RoomRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/rooms/{id}", async (string id, IGrainFactory grains) =>
            await grains.GetGrain<IRoomGrain>(id).Get() is { } room ? Results.Ok(room) : Results.NotFound());
        app.MapPut("/rooms/{id}/bookings/{day}", (string id, DateOnly day, string guest, HttpContext http, EventPublisher events, IdempotentRequests requests) =>
            PublishAsync(new RoomBooked(id, day, guest), guest, http, events, requests));
        app.MapDelete("/rooms/{id}/bookings/{day}", (string id, DateOnly day, string guest, HttpContext http, EventPublisher events, IdempotentRequests requests) =>
            PublishAsync(new RoomCancelled(id, day, guest), guest, http, events, requests));
    }

    // Accepted once Kafka has the event. A repeat of the request under the same Idempotency-Key is answered as the first was. Where callers
    // show who they are, guests book for themselves.
    private static async Task<IResult> PublishAsync(object payload, string guest, HttpContext http, EventPublisher events, IdempotentRequests requests)
    {
        if (!http.MayActFor(guest, "bookings:write"))
        {
            return CallerExtensions.Forbidden("Another guest's booking takes the scope bookings:write.");
        }

        var errors = new FieldErrors();
        var metadata = RequestMetadata.Read(http, errors);
        if (errors.Any)
        {
            return Results.ValidationProblem(errors.ToDictionary());
        }

        metadata.WriteTo(http.Response);
        var key = metadata.IdempotencyKey is { } text ? new RequestKey($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", metadata.Actor ?? guest, text) : null;
        return Results.Accepted(value: await requests.RunAsync(
            key,
            body: null,
            async () => await events.PublishAsync(payload, key?.IdOf("event") ?? Guid.NewGuid().ToString(), metadata, http.RequestAborted),
            http.RequestAborted));
    }
}
