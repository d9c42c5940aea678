using System.Text;

namespace Platform.Events.Tests;

/// <summary>The event types of a small application, and records of them.</summary>
internal static class MeterEvents
{
    public const string Readings = "meters.readings";
    public const string Alerts = "meters.alerts";
    public const string Raw = "meters.raw";

    public static EventCatalog Catalog { get; } = EventCatalog.Of(events => events
        .Topic(Readings)
            .Carries<MeterReading>("meter.reading", reading => reading.MeterId, type => type
                .Version<MeterReadingV1>(1, MeterUpcasts.FromV1)
                .Version<MeterReadingV2>(2, MeterUpcasts.FromV2)
                .Version(3)
                .OccurredAt(reading => reading.ReadAt))
            .Carries<MeterReplaced>("meter.replaced", replaced => replaced.Meter.Id)
        .Topic(Alerts).Carries<MeterAlert>("meter.alert", alert => alert.Street + "/" + alert.House)
        .Topic(Raw));

    public static EventDecoder Decoder { get; } = new(Catalog);

    public static EventEncoder Encoder { get; } = new(Catalog);

    public static RecordData Record(string topic, string json, params (string Name, string Value)[] headers) => new(
        topic,
        Guid.Empty,
        0,
        7,
        DateTimeOffset.UnixEpoch,
        Encoding.UTF8.GetBytes(json),
        [.. headers.Select(header => KeyValuePair.Create(header.Name, (byte[]?)Encoding.UTF8.GetBytes(header.Value)))]);

    public static RecordData Reading(string payload, string version = "3.0") =>
        Record(Readings, $$"""{"eventType":"meter.reading","eventVersion":"{{version}}","payload":{{payload}}}""");

    /// <summary>A reading of the newest version; the given fields come last.</summary>
    public static RecordData ReadingWith(string fields, string others = "\"meterId\":\"m-1\",\"kilowatts\":1,\"readAt\":\"2026-01-01T00:00:00Z\",\"quality\":\"measured\",\"registers\":[]") =>
        Reading($"{{{others}{(others.Length > 0 && fields.Length > 0 ? "," : "")}{fields}}}");

    public static Event Event(RecordData record)
    {
        var decoded = Decoder.Decode(record);
        Assert.True(decoded.IsEvent, $"{decoded.ErrorType}: {decoded.Error}");
        return decoded.Event;
    }

    public static T Payload<T>(RecordData record) => Assert.IsType<T>(Event(record).Payload);

    public static (string ErrorType, string Error) Rejected(RecordData record)
    {
        var decoded = Decoder.Decode(record);
        Assert.False(decoded.IsEvent, "The record was read as an event.");
        return (decoded.ErrorType, decoded.Error);
    }
}
