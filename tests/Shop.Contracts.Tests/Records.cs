using System.Text;
using Platform.Events;
using Shop.Events;

namespace Shop.Contracts.Tests;

/// <summary>Makes records to decode.</summary>
internal static class Records
{
    public static readonly Guid TopicId = new("0b1f6f0e-6f1c-4c0a-9d53-3b1f5c7e9a11");

    public static readonly EventDecoder Decoder = new(ShopEvents.Catalog);

    public static readonly EventEncoder Encoder = new(ShopEvents.Catalog);

    public static readonly DateTimeOffset Timestamp = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static RecordData Of(string topic, string? json, params (string Name, string? Value)[] headers) =>
        OfBytes(topic, json is null ? null : Encoding.UTF8.GetBytes(json), headers);

    public static RecordData OfBytes(string topic, byte[]? value, params (string Name, string? Value)[] headers) => new(
        topic,
        TopicId,
        3,
        42,
        Timestamp,
        value,
        [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value is { } text ? Encoding.UTF8.GetBytes(text) : null))]);

    /// <summary>An <c>order.cancelled</c>, the type with the least fields, with more fields in its envelope.</summary>
    public static RecordData Cancelled(string envelopeFields, params (string Name, string? Value)[] headers) =>
        Of(Topics.OrdersCancelled, $$$"""{"eventType":"order.cancelled",{{{envelopeFields}}}"payload":{"orderId":"o-1"}}""", headers);

    /// <summary>A bare payload with its type in the headers.</summary>
    public static RecordData Bare(string topic, string json) => Of(topic, json, (EventHeaders.EventType, Records.TypeOf(topic)));

    /// <summary>The only event type of a topic, or null.</summary>
    public static string? TypeOf(string topic) => ShopEvents.Catalog.TypesOf(topic) is [var only] ? only.Name : null;

    public static Event Event(RecordData record)
    {
        var decoded = Records.Decoder.Decode(record);
        Assert.True(decoded.IsEvent, $"{decoded.ErrorType}: {decoded.Error}");
        return decoded.Event;
    }

    public static T Payload<T>(RecordData record)
        where T : EventPayload => Assert.IsType<T>(Event(record).Payload);

    public static string Rejected(RecordData record, string errorType)
    {
        var decoded = Records.Decoder.Decode(record);
        Assert.False(decoded.IsEvent, "The record was read as an event.");
        Assert.True(decoded.ErrorType == errorType, $"Expected {errorType}, but: {decoded.ErrorType}: {decoded.Error}");
        return decoded.Error;
    }
}
