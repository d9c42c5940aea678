using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The library's instruments, on the meter <c>Orleans.Streaming.Kafka</c>: its own (<c>kafka.*</c>) and those of OpenTelemetry's
/// conventions for messaging, 1.45.0 (<c>messaging.*</c>). Thread-safe.
/// </summary>
public sealed class KafkaMetrics : IDisposable
{
    // What the conventions recommend for durations.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private readonly Meter _meter;
    private readonly Counter<long> _produced;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _called;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _commitFailures;
    private readonly Counter<long> _rebuilds;
    private readonly Counter<long> _outOfRange;
    private readonly Counter<long> _partitionsAdded;
    private readonly Counter<long> _topicsRecreated;
    private readonly Counter<long> _stalls;
    private readonly Counter<long> _keyless;
    private readonly Counter<long> _misplaced;
    private readonly Histogram<double> _processing;
    private readonly Counter<long> _otelSent;
    private readonly Counter<long> _otelConsumed;
    private readonly Histogram<double> _otelOperation;
    private readonly Histogram<double> _otelProcess;

    /// <summary>Creates the meter.</summary>
    /// <param name="meters">Makes it.</param>
    public KafkaMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(KafkaInstrumentation.MeterName);
        _produced = _meter.CreateCounter<long>("kafka.messages.produced", "{record}", "Records acknowledged by the broker.");
        _consumed = _meter.CreateCounter<long>("kafka.messages.consumed", "{record}", "Records read.");
        _called = _meter.CreateCounter<long>("kafka.delivery.called", "{record}", "Records delivered in a call of their grain, in this silo or another; all others were taken in this silo's memory.");
        _processing = _meter.CreateHistogram<double>("kafka.message.processing.duration", "s", "From reading a record to its end: applied, or stored as a dead letter.");
        _deadLetters = _meter.CreateCounter<long>("kafka.dead_letters", "{record}", "Records written to a dead-letter topic, or taken by the application's sink.");
        _skipped = _meter.CreateCounter<long>("kafka.messages.skipped", "{record}", "Records passed over because the topic's options say so: filtered by their headers, or of a topic without dead letters.");
        _retries = _meter.CreateCounter<long>("kafka.delivery.retries", "{call}", "Deliveries that failed and are repeated.");
        _commitFailures = _meter.CreateCounter<long>("kafka.commit.failures", "{commit}", "Offset commits that failed and are repeated.");
        _rebuilds = _meter.CreateCounter<long>("kafka.consumer.rebuilds", "{consumer}", "Consumers rebuilt after a failure.");
        _outOfRange = _meter.CreateCounter<long>("kafka.consumer.out_of_range", "{event}", "Committed offsets that were no longer in the log.");
        _partitionsAdded = _meter.CreateCounter<long>("kafka.topic.partitions_added", "{partition}", "Partitions that were added to a topic being read; keys have moved.");
        _topicsRecreated = _meter.CreateCounter<long>("kafka.topic.recreated", "{partition}", "Partitions whose topic was deleted and created again while being read.");
        _stalls = _meter.CreateCounter<long>("kafka.consumer.stalls", "{consumer}", "Consumers that made no progress and were rebuilt for it.");
        _keyless = _meter.CreateCounter<long>("kafka.messages.keyless", "{record}", "Records read without a key: nothing keeps them in one partition, so no order holds among them.");
        _misplaced = _meter.CreateCounter<long>("kafka.messages.misplaced", "{record}", "Records read from another partition than murmur2 chooses for their key: another partitioner, or a changed partition count. Order across them is not guaranteed.");
        _otelSent = _meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Records a producer tried to send, failed ones included.");
        _otelConsumed = _meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Records delivered to the application.");
        _otelOperation = _meter.CreateHistogram<double>("messaging.client.operation.duration", "s", "From a producer's call to the broker's acknowledgement.", tags: null, Seconds);
        _otelProcess = _meter.CreateHistogram<double>("messaging.process.duration", "s", "How long grains took to process a batch of an entity, and subscribers one of a stream.", tags: null, Seconds);
        Gauges = new KafkaGauges(_meter);
    }

    /// <summary>The instruments that are read when somebody looks.</summary>
    internal KafkaGauges Gauges { get; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>A record was acknowledged, or failed with an error.</summary>
    internal void Sent(string topic, string? error, TimeSpan duration)
    {
        if (error is null)
        {
            _produced.Add(1, Tag("topic", topic));
        }

        if (_otelSent.Enabled || _otelOperation.Enabled)
        {
            var tags = MessagingTags("send", topic, group: null, error);
            _otelSent.Add(1, tags);
            _otelOperation.Record(duration.TotalSeconds, tags);
        }
    }

    internal void Consumed(string topic, string group, long count)
    {
        _consumed.Add(count, Tag("topic", topic), Tag("consumer_group", group));
        if (_otelConsumed.Enabled)
        {
            _otelConsumed.Add(count, MessagingTags("receive", topic, group, error: null));
        }
    }

    /// <summary>Records are delivered in a call of their grain.</summary>
    internal void Called(string topic, string group, long count) => _called.Add(count, Tag("topic", topic), Tag("consumer_group", group));

    /// <summary>A grain or a stream's subscriber took a batch, or threw.</summary>
    internal void BatchProcessed(string topic, string group, TimeSpan duration, string? error)
    {
        if (_otelProcess.Enabled)
        {
            _otelProcess.Record(duration.TotalSeconds, MessagingTags("process", topic, group, error));
        }
    }

    internal void Processed(string topic, TimeSpan duration) => _processing.Record(duration.TotalSeconds, Tag("topic", topic));

    internal void DeadLetter(string topic, string group, string errorType) =>
        _deadLetters.Add(1, Tag("topic", topic), Tag("consumer_group", group), Tag("error_type", errorType));

    internal void Skipped(string topic, string group, string reason) =>
        _skipped.Add(1, Tag("topic", topic), Tag("consumer_group", group), Tag("error_type", reason));

    /// <summary>A group begins with a topic: what is seldom counted is there from then on, at 0, so that its first time is an increase.</summary>
    internal void Begin(string topic, string group)
    {
        _deadLetters.Add(0, Tag("topic", topic), Tag("consumer_group", group), Tag("error_type", ""));
        _retries.Add(0, Tag("topic", topic), Tag("consumer_group", group));
        _keyless.Add(0, Tag("topic", topic), Tag("consumer_group", group));
        _misplaced.Add(0, Tag("topic", topic), Tag("consumer_group", group));
    }

    /// <inheritdoc cref="Begin(string, string)"/>
    internal void Begin(string group)
    {
        _commitFailures.Add(0, Tag("consumer_group", group));
        _rebuilds.Add(0, Tag("consumer_group", group));
        _stalls.Add(0, Tag("consumer_group", group));
    }

    internal void Retried(string topic, string group) =>
        _retries.Add(1, Tag("topic", topic), Tag("consumer_group", group));

    internal void CommitFailed(string group) => _commitFailures.Add(1, Tag("consumer_group", group));

    internal void Rebuilt(string group) => _rebuilds.Add(1, Tag("consumer_group", group));

    internal void OutOfRange(string topic, string group) =>
        _outOfRange.Add(1, Tag("topic", topic), Tag("consumer_group", group));

    internal void PartitionsAdded(string topic, string group, int count) =>
        _partitionsAdded.Add(count, Tag("topic", topic), Tag("consumer_group", group));

    internal void TopicRecreated(string topic, string group) =>
        _topicsRecreated.Add(1, Tag("topic", topic), Tag("consumer_group", group));

    internal void Keyless(string topic, string group, long count) =>
        _keyless.Add(count, Tag("topic", topic), Tag("consumer_group", group));

    internal void Misplaced(string topic, string group, long count) =>
        _misplaced.Add(count, Tag("topic", topic), Tag("consumer_group", group));

    internal void Stalled(string group) => _stalls.Add(1, Tag("consumer_group", group));

    private static TagList MessagingTags(string operation, string topic, string? group, string? error)
    {
        var tags = new TagList
        {
            Tag("messaging.system.name", "kafka"),
            Tag("messaging.operation.name", operation),
            Tag("messaging.destination.name", topic),
        };
        if (group is not null)
        {
            tags.Add(Tag("messaging.consumer.group.name", group));
        }

        if (error is not null)
        {
            tags.Add(Tag("error.type", error));
        }

        return tags;
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
