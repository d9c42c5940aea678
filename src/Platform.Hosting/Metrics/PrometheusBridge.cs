using System.Diagnostics.Metrics;
using System.Numerics;
using Prometheus;

namespace Platform.Metrics;

/// <summary>
/// Exports .NET instruments to a Prometheus registry. prometheus-net's own adapter would listen to every instrument of the
/// process and allocates per measurement; this one takes only what it is configured to take, and finds known children without allocating. Thread-safe.
/// </summary>
internal sealed class PrometheusBridge : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly List<Series> _observed = [];
    private readonly SeriesFactory _factory;

    /// <summary>Begins to listen.</summary>
    /// <param name="registry">Where the metrics go. Observable instruments are read each time it is collected.</param>
    /// <param name="include">Which instruments to export.</param>
    public PrometheusBridge(CollectorRegistry registry, Func<Instrument, bool> include)
    {
        _factory = new SeriesFactory(registry);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (include(instrument))
            {
                listener.EnableMeasurementEvents(instrument, SeriesOf(instrument));
            }
        };
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        _listener.Start();
        registry.AddBeforeCollectCallback(Observe);
    }

    public void Dispose() => _listener.Dispose();

    private void Listen<T>()
        where T : struct, INumber<T> =>
        _listener.SetMeasurementEventCallback<T>(static (_, value, tags, state) => ((Series)state!).Record(double.CreateChecked(value), tags));

    // Instruments of one name on several meters feed one metric.
    private Series SeriesOf(Instrument instrument)
    {
        lock (_gate)
        {
            if (!_series.TryGetValue(instrument.Name, out var series))
            {
                series = _factory.Create(instrument);
                _series.Add(instrument.Name, series);
                if (instrument.IsObservable)
                {
                    _observed.Add(series);
                }
            }

            return series;
        }
    }

    // One scrape at a time: another's round would remove what this one has not observed yet.
    private void Observe()
    {
        lock (_gate)
        {
            _observed.ForEach(series => series.BeginRound());
            _listener.RecordObservableInstruments();
            _observed.ForEach(series => series.EndRound());
        }
    }
}
