using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

/// <summary>What the library's instruments say of one topic or its group; other tests run beside. Thread-safe.</summary>
internal sealed class MeasuredGroup : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _values = new(StringComparer.Ordinal);
    private readonly string _topic;
    private readonly string _group;

    public MeasuredGroup(string topic, string group)
    {
        (_topic, _group) = (topic, group);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == KafkaInstrumentation.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, 1, tags));
        _listener.Start();
    }

    /// <summary>The sum of a counter, the number of a histogram's measurements, or a gauge's value as last looked at; with the tag value, if given.</summary>
    public long Of(string instrument, string? tag = null) => _values.GetValueOrDefault($"{instrument} {tag}".TrimEnd());

    /// <summary>Looks at a gauge now.</summary>
    public long Now(string gauge)
    {
        _listener.RecordObservableInstruments();
        return Of(gauge);
    }

    public override string ToString() => string.Join(", ", _values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? error = null;
        var isOurs = false;
        foreach (var (name, content) in tags)
        {
            isOurs |= Equals(content, _topic) || Equals(content, _group);
            error = name == "error_type" ? (string?)content : error;
        }

        if (!isOurs)
        {
            return;
        }

        var isGauge = instrument.IsObservable;
        _values.AddOrUpdate(instrument.Name, value, (_, before) => isGauge ? value : before + value);
        if (error is not null)
        {
            _values.AddOrUpdate($"{instrument.Name} {error}", value, (_, before) => before + value);
        }
    }
}
