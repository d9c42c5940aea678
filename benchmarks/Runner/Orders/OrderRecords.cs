using System.Text;
using System.Text.Unicode;
using Confluent.Kafka;

namespace Benchmarks;

/// <summary>The events of a script as records: an envelope in JSON of 300 to 450 bytes and three headers, keyed by the order. One thread.</summary>
internal sealed class OrderRecords(OrderScript script)
{
    private static readonly string[] Types = ["order.created", "order.updated", "payment.processed"];
    private static readonly byte[][] TypeHeaders = [.. Types.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[] VersionHeader = [.. "1.0"u8];

    private readonly byte[] _buffer = new byte[1024];
    private readonly int _salt = script.Prefix.Aggregate(17 + script.Round, static (hash, letter) => unchecked(hash * 31 + letter));

    public Message<byte[], byte[]> Of(OrderEventKind kind, int order)
    {
        var id = script.OrderId(order);
        var correlation = IdOf(kind, order, 1);
        return new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(id),
            Value = Envelope(kind, order, id, correlation),
            Headers = new Headers
            {
                { "event-type", TypeHeaders[(int)kind] },
                { "event-version", VersionHeader },
                { "correlation-id", Encoding.UTF8.GetBytes(correlation.ToString()) },
            },
        };
    }

    private byte[] Envelope(OrderEventKind kind, int order, string id, Guid correlation)
    {
        var at = 100 + order % 900;
        Utf8.TryWrite(
            _buffer,
            $$"""{"eventId":"{{IdOf(kind, order, 0)}}","eventType":"{{Types[(int)kind]}}","eventVersion":"1.0","timestamp":"2026-11-23T12:00:00.{{at}}Z","correlationId":"{{correlation}}","payload":""",
            out var head);
        var end = head + Payload(_buffer.AsSpan(head), kind, order, id, at);
        _buffer[end] = (byte)'}';
        return _buffer.AsSpan(0, end + 1).ToArray();
    }

    private int Payload(Span<byte> to, OrderEventKind kind, int order, string id, int at)
    {
        var amount = OrderScript.Amount(order);
        int written;
        _ = kind switch
        {
            OrderEventKind.Created => Utf8.TryWrite(
                to,
                $$"""{"orderId":"{{id}}","userId":"{{script.UserId(order)}}","amount":{{amount}},"items":[{"sku":"sku-{{order % 500}}","quantity":2,"price":4.25}],"status":"pending","createdAt":"2026-11-23T12:00:00.{{at}}Z"}""",
                out written),
            OrderEventKind.Updated => Utf8.TryWrite(to, $$"""{"orderId":"{{id}}","status":"confirmed","updatedAt":"2026-11-23T12:00:00.{{at}}Z"}""", out written),
            _ => Utf8.TryWrite(to, $$"""{"paymentId":"pay-{{order}}","orderId":"{{id}}","amount":{{amount}},"processedAt":"2026-11-23T12:00:00.{{at}}Z"}""", out written),
        };
        return written;
    }

    // Ids that no compression makes shorter, as those of real producers are.
    private Guid IdOf(OrderEventKind kind, int order, int purpose)
    {
        var seed = unchecked(((ulong)(uint)_salt << 32) | (uint)order) ^ ((ulong)((int)kind * 2 + purpose + 1) << 58);
        return new Guid(unchecked((int)Mix(ref seed)), unchecked((short)Mix(ref seed)), unchecked((short)Mix(ref seed)), BitConverter.GetBytes(Mix(ref seed)));
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
