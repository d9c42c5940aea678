using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Peers.Orders;

/// <summary>The output.</summary>
public sealed record OrderActivity(Guid EventId, string EventType, string EventVersion, string Timestamp, string CorrelationId, OrderActivityPayload Payload)
{
    /// <summary>The user; the order where a payment came before the order's creation.</summary>
    [JsonIgnore]
    public string Key => Payload.UserId ?? Payload.OrderId;

    public static OrderActivity Of(Order order, OrderEvent e) => new(
        IdOf(e.EventId), "user.order-activity", "1.0", e.Timestamp, e.CorrelationId, new OrderActivityPayload(e.Payload.OrderId, order.UserId, e.EventType, e.Payload.Amount));

    // Java's UUID.nameUUIDFromBytes of "{id}/activity", so that all peers do the same work.
    private static Guid IdOf(Guid eventId)
    {
        Span<byte> name = stackalloc byte[45];
        Span<byte> hash = stackalloc byte[16];
        Utf8Formatter.TryFormat(eventId, name, out var length);
        "/activity"u8.CopyTo(name[length..]);
#pragma warning disable CA5351 // A name, not a secret.
        MD5.HashData(name, hash);
#pragma warning restore CA5351
        hash[6] = (byte)((hash[6] & 0x0f) | 0x30);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}

/// <summary>The output's payload.</summary>
public sealed record OrderActivityPayload(string OrderId, string? UserId, string What, decimal? Amount);
