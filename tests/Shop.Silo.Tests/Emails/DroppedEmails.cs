using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Shop.Silo.Tests.Emails;

/// <summary>Makes a sender's meter and listens to what it counts.</summary>
internal sealed class DroppedEmails : IMeterFactory
{
    private readonly ConcurrentQueue<string> _reasons = new();
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];

    public DroppedEmails()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, this))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            Assert.Equal(("platform.emails.dropped", 1L), (instrument.Name, count));
            _reasons.Enqueue((string)tags[0].Value!);
        });
        _listener.Start();
    }

    public int Count => _reasons.Count;

    public int CountOf(string reason) => _reasons.Count(other => other == reason);

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }
}
