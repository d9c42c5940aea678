using System.Diagnostics.Metrics;

namespace Platform.Persistence.GroupCommit;

/// <summary>What a storage measures, on the meter <c>Platform.Persistence</c>: once for each transaction, never for each row. Thread-safe.</summary>
internal sealed class StorageMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Platform.Persistence";

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
    private static readonly InstrumentAdvice<int> Rows = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] };

    private readonly Meter _meter;
    private readonly string _storage;
    private readonly Histogram<double> _durations;
    private readonly Histogram<int> _rows;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _failures;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="storage">The storage's name.</param>
    public StorageMetrics(IMeterFactory meters, string storage)
    {
        _storage = storage;
        _meter = meters.Create(MeterName);
        _durations = _meter.CreateHistogram("platform.storage.transaction.duration", "s", "How long a transaction of writes, or a query of reads, took.", tags: null, Seconds);
        _rows = _meter.CreateHistogram("platform.storage.batch.rows", "{row}", "How many rows a transaction of writes, or a query of reads, had.", tags: null, Rows);
        _retries = _meter.CreateCounter<long>("platform.storage.retries", "{transaction}", "Transactions and queries that the database could not do for the moment, and that are tried again.");
        _failures = _meter.CreateCounter<long>("platform.storage.failures", "{transaction}", "Transactions and queries that failed, each try.");
        _retries.Add(0, Tag("storage", storage));
        foreach (var operation in (string[])["write", "read"])
        {
            _failures.Add(0, Tag("storage", storage), Tag("operation", operation));
        }
    }

    /// <summary>Shows how many requests wait, and for how long none was taken though some wait.</summary>
    /// <param name="operation"><c>write</c> or <c>read</c>.</param>
    /// <param name="length">How many wait.</param>
    /// <param name="age">For how long none was taken.</param>
    public void Observe(string operation, Func<int> length, Func<TimeSpan> age)
    {
        var tags = (KeyValuePair<string, object?>[])[Tag("storage", _storage), Tag("operation", operation)];
        _meter.CreateObservableGauge("platform.storage.queue.length", () => new Measurement<int>(length(), tags), "{request}", "Writes or reads that wait for a transaction.");
        _meter.CreateObservableGauge("platform.storage.queue.age", () => new Measurement<double>(age().TotalSeconds, tags), "s", "For how long no waiting write or read was taken; 0 while none waits.");
    }

    /// <summary>Measures a transaction or a query.</summary>
    public async Task<IReadOnlyList<TResult>> MeasureAsync<TResult>(string operation, int rows, Func<Task<IReadOnlyList<TResult>>> execute, TimeProvider time)
    {
        var startedAt = time.GetTimestamp();
        try
        {
            return await execute();
        }
        catch
        {
            _failures.Add(1, Tag("storage", _storage), Tag("operation", operation));
            throw;
        }
        finally
        {
            _durations.Record(time.GetElapsedTime(startedAt).TotalSeconds, Tag("storage", _storage), Tag("operation", operation));
            _rows.Record(rows, Tag("storage", _storage), Tag("operation", operation));
        }
    }

    /// <summary>Something is tried again.</summary>
    public void Retried() => _retries.Add(1, Tag("storage", _storage));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
