using System.Text;
using Platform.Events;
using Shop.Events;

namespace Platform.Fuzz.Targets;

/// <summary>Records of every topic. What decodes and is encoded again decodes to the same.</summary>
internal sealed class DecoderTarget : ITarget
{
    private static readonly string[] HeaderNames = ["event-type", "event-version", "correlation-id", "event-id", "traceparent", "dlq-topic"];
    private static readonly string[] TopicNames = [.. ShopEvents.Catalog.Types.Select(type => type.Topic).Distinct(), "elsewhere"];
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly EventDecoder Decoder = new(ShopEvents.Catalog);
    private static readonly EventEncoder Encoder = new(ShopEvents.Catalog);

    private static readonly byte[][] Samples =
    [
        .. new[]
        {
            """{"eventId":"e-1","eventType":"order.created","eventVersion":"1.0","timestamp":"2026-01-01T00:00:00Z","correlationId":"c","payload":{"orderId":"o-1","userId":"u-1","amount":2.50,"items":[{"sku":"s","quantity":1,"price":2.5}],"status":"pending","createdAt":"2026-01-01T00:00:00Z"}}""",
            """{"eventType":"order.created","eventVersion":"2.0","payload":{"orderId":"o-1","userId":"u-1","items":[{"sku":"s","quantity":2,"unitPrice":1.25}],"discount":1}}""",
            """{"orderId":1,"userId":"2","items":[{"sku":"a","quantity":1,"price":"2.5"}],"createdAt":"2026-01-01T00:00:00Z"}""",
            """{"eventType":"order.updated","payload":{"orderId":"o-1","status":"confirmed","amount":3}}""",
            """{"eventType":"order.cancelled","payload":{"orderId":"o-1","reason":"r"}}""",
            """{"eventType":"payment.processed","payload":{"paymentId":"p","orderId":"o-1","amount":1.5}}""",
            """{"eventType":"user.registered","payload":{"userId":"u-1","email":"a@example.org","name":"A"}}""",
            """{"eventType":"user.order-activity","payload":{"orderId":"o-1","userId":"u-1","what":"created","amount":1}}""",
            """{"eventType":"notification.requested","payload":{"kind":"order-created","userId":"u-1","orderId":"o-1","text":"t"}}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public string? Try(Input input)
    {
        var record = new RecordData(input.OneOf(TopicNames), Guid.Empty, 1, 2, Time, input.Json(Samples), Headers(input));
        var decoded = Decoder.Decode(record);
        if (!decoded.IsEvent)
        {
            _ = UnreadableEvents.Name(record, decoded);
            return decoded.Error is { Length: > 0 and <= 300 } ? null : $"An error of {decoded.Error?.Length} characters.";
        }

        // An older or newer major version is read as the one that is written.
        var written = Encoder.Encode(decoded.Event!.Version.StartsWith("1.", StringComparison.Ordinal) ? decoded.Event : decoded.Event with { Version = "1.0" });
        var again = Decoder.Decode(record with { Value = written.Value, Headers = written.Headers });
        return !again.IsEvent ? $"What was written is no event: {again.Error}"
            : (again.Event!.Id, again.Event.Type, again.Event.Timestamp, again.Event.CorrelationId) != (decoded.Event!.Id, decoded.Event.Type, decoded.Event.Timestamp, decoded.Event.CorrelationId) ? $"{again.Event} was {decoded.Event}."
            : Encoder.Encode(again.Event).Value.AsSpan().SequenceEqual(written.Value) ? null
            : $"{Encoding.UTF8.GetString(written.Value)} is written another way once it was read.";
    }

    private static KeyValuePair<string, byte[]?>[] Headers(Input input)
    {
        var headers = new KeyValuePair<string, byte[]?>[input.Below(4)];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = new(input.OneOf(HeaderNames), input.Below(6) == 0 ? null : Encoding.UTF8.GetBytes(input.Below(2) == 0 ? input.Text() : input.OneOf(ShopEvents.Catalog.Types).Name));
        }

        return headers;
    }
}
