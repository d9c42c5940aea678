using System.Diagnostics.Metrics;
using Prometheus;

namespace Platform.Metrics;

/// <summary>Makes the Prometheus metric that fits an instrument.</summary>
internal sealed class SeriesFactory(CollectorRegistry registry)
{
    // From half a millisecond, a record that is applied at once, to ten seconds, one that had to be retried.
    private static readonly double[] Buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

    private readonly MetricFactory _metrics = Prometheus.Metrics.WithCustomRegistry(registry);

    public Series Create(Instrument instrument)
    {
        var name = MetricName.Of(instrument);
        var help = string.IsNullOrEmpty(instrument.Description) ? instrument.Name : instrument.Description;
        var kind = instrument.GetType().GetGenericTypeDefinition();
        return kind == typeof(Counter<>) ? Counter(name, help, static (child, value) => child.Inc(value))
            : kind == typeof(ObservableCounter<>) ? Counter(name, help, static (child, value) => child.IncTo(value))
            : kind == typeof(Histogram<>) ? Histogram(name, help, BoundariesOf(instrument))
            : kind == typeof(UpDownCounter<>) ? Gauge(name, help, static (child, value) => child.Inc(value))
            : Gauge(name, help, static (child, value) => child.Set(value));
    }

    private LabelledSeries<Counter.Child> Counter(string name, string help, Action<Counter.Child, double> apply) =>
        new(labels => _metrics.CreateCounter(name, help, labels), apply);

    private LabelledSeries<Gauge.Child> Gauge(string name, string help, Action<Gauge.Child, double> apply) =>
        new(labels => _metrics.CreateGauge(name, help, labels), apply);

    private static double[] BoundariesOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } boundaries } => [.. boundaries],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } boundaries } => [.. boundaries.Select(boundary => (double)boundary)],
        _ => Buckets,
    };

    private LabelledSeries<Histogram.Child> Histogram(string name, string help, double[] buckets) =>
        new(labels => _metrics.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = buckets }), static (child, value) => child.Observe(value));
}
