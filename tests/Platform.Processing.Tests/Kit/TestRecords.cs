using System.Collections.Concurrent;
using System.Text;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing.Tests;

/// <summary>The bytes of test events, and what the code of today reads them as. Thread-safe.</summary>
internal sealed class TestRecords
{
    private readonly ParkedRecords _parked = new(new EventDecoder(TestEvents.Catalog));
    private readonly ConcurrentDictionary<string, string> _fixes = new();

    public static RawRecord RawOf(Event @event)
    {
        var payload = @event.Payload as TestPayload;
        return new RawRecord(Encoding.UTF8.GetBytes($"{@event.Id}|{payload?.Do}|{payload?.Outputs}|{payload?.Text}"), [new("test-header", "\u0001\u0002"u8.ToArray()), new("empty", null)]);
    }

    /// <summary>From now on a parked event of this kind is read as one of another kind: its rules were mended.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="what">What it does now.</param>
    public void Fix(string eventId, string what = "add") => _fixes[eventId] = what;

    public DecodedEvent Read(ParkedRecord record)
    {
        if (record.Value is [(byte)'{', ..])
        {
            return _parked.Read(record);
        }

        var parts = Encoding.UTF8.GetString(record.Value!).Split('|');
        var what = _fixes.GetValueOrDefault(parts[0], parts[1]);
        return what == "unreadable"
            ? DecodedEvent.Reject("bad-field", "amount is no number.")
            : DecodedEvent.Of(Deliveries.Event(parts[0], what, int.Parse(parts[2]), parts[3]), TestEvents.Catalog.Find(typeof(TestPayload))!);
    }
}
