using System.Text;
using CsCheck;
using Platform.Events;
using Shop.Events;

namespace Shop.Contracts.Tests;

/// <summary>Decoding never throws, and gives the same each time.</summary>
public sealed class FuzzTests
{
    private static readonly string[] AllTopics =
    [
        Topics.OrdersCreated, Topics.OrdersUpdated, Topics.OrdersCancelled, Topics.PaymentsProcessed,
        Topics.UsersRegistered, Topics.UsersUpdated, Topics.UsersOrderActivity, Topics.Notifications, "elsewhere",
    ];

    // All the pieces that mean something to the decoder, to be put together at random.
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\ud800", "\\u0041", "\\udc00", "\uFEFF", "null", "true", "-", "0", "1e999999999", "1.5", "E-3",
        "\"eventType\"", "\"payload\"", "\"eventId\"", "\"eventVersion\"", "\"timestamp\"", "\"correlationId\"", "\"metadata\"", "\"traceparent\"",
        "\"orderId\"", "\"userId\"", "\"amount\"", "\"items\"", "\"sku\"", "\"quantity\"", "\"price\"", "\"status\"", "\"createdAt\"", "\"kind\"",
        "\"what\"", "\"paid\"", "\"text\"", "\"order.created\"", "\"1.0\"", "\"2026-01-01T00:00:00Z\"", "\"00000000-0000-0000-0000-000000000000\"",
    ];

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.OneOf(RandomEvents.Any.Select(sample => Records.Encoder.Encode(sample).Value), Gen.Const("""{"orderId":1,"userId":"2","items":[{"sku":"\u0061","quantity":1,"price":"2.5"}],"createdAt":"2026-01-01T00:00:00Z"}"""u8.ToArray())),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10_000], Gen.Int[0, 40], Gen.Byte).Array[0, 6],
        (value, edits) => edits.Aggregate(value, (bytes, edit) => Edit(bytes, edit.Item1, edit.Item2, edit.Item3, edit.Item4)));

    private static readonly Gen<byte[]> Assembled = Gen.OneOf(Pieces).Array[0, 40].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));

    private static readonly Gen<RecordData> AnyRecord = Gen.Select(
        Gen.OneOf(AllTopics),
        Gen.OneOf(Mutated, Assembled, Gen.Byte.Array[0, 64]),
        Gen.Select(Gen.OneOf("event-type", "event-version", "correlation-id", "event-id", "traceparent"), Gen.OneOf(Gen.Byte.Array[0, 8].Null(), Gen.Const("1.0"u8.ToArray()), Gen.OneOf(AllTopics).Select(TypeBytes)), KeyValuePair.Create).Array[0, 4],
        (topic, value, headers) => new RecordData(topic, Records.TopicId, 1, 2, Records.Timestamp, value, headers));

    [Fact]
    public void Decode_WhenBytesAreAnything_NeverThrows() => AnyRecord.Sample(
        record =>
        {
            var decoded = Records.Decoder.Decode(record);

            if (decoded.IsEvent)
            {
                Assert.Null(decoded.ErrorType);
                Assert.Equal(Records.TypeOf(record.Topic), decoded.Event.Type);
                Assert.InRange(decoded.Event.Id.Length, 1, 200);
                Assert.InRange(decoded.Event.CorrelationId.Length, 1, 200);
                Assert.Equal(TimeSpan.Zero, decoded.Event.Timestamp.Offset);
            }
            else
            {
                Assert.InRange(decoded.Error.Length, 1, 300);
                Assert.NotEmpty(decoded.ErrorType);
                _ = UnreadableEvents.Name(record, decoded);
            }
        },
        iter: 50_000);

    [Fact]
    public void Decode_WhenDoneTwice_GivesTheSame() => AnyRecord.Sample(
        record =>
        {
            var first = Records.Decoder.Decode(record);
            var second = Records.Decoder.Decode(record with { Value = [.. record.Value!] });

            Assert.Equal((first.ErrorType, first.Error), (second.ErrorType, second.Error));
            Assert.Equal(first.Event is { } a ? Records.Encoder.Encode(a).Value : null, second.Event is { } b ? Records.Encoder.Encode(b).Value : null);
        },
        iter: 10_000);

    private static byte[] TypeBytes(string topic) => Encoding.UTF8.GetBytes(Records.TypeOf(topic) ?? "nonsense");

    private static byte[] Edit(byte[] bytes, int kind, int position, int length, byte with)
    {
        if (bytes.Length == 0)
        {
            return [with];
        }

        var at = position % bytes.Length;
        var end = Math.Min(bytes.Length, at + length);
        return kind switch
        {
            0 => [.. bytes[..at], with, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[end..]],
            2 => [.. bytes[..end], .. bytes[at..]],
            _ => [.. bytes[..at], with, .. bytes[at..]],
        };
    }
}
