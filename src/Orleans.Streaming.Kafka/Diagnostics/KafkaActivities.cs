using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The library's activities, on the source <c>Orleans.Streaming.Kafka</c>, by OpenTelemetry's conventions for messaging (1.45.0): <c>send</c>,
/// <c>receive</c> and <c>process</c>, linked through the records' <c>traceparent</c> headers. Without a listener each call costs a read. Thread-safe.
/// </summary>
internal static class KafkaActivities
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    private static readonly ActivitySource Source = new(KafkaInstrumentation.ActivitySourceName);

    /// <summary>The activity of who is calling, for <see cref="StartSend"/>; default where there is none or nobody listens.</summary>
    public static ActivityContext Caller() => Source.HasListeners() ? Activity.Current?.Context ?? default : default;

    /// <summary>Begins the sending of a record; null where nobody listens.</summary>
    /// <param name="message">The record.</param>
    /// <param name="caller">The activity it is sent in: whose turn it is now may be another's. Without one, what the record's own headers name is its parent.</param>
    public static Activity? StartSend(KafkaMessage message, ActivityContext caller)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var context = caller == default ? ContextOf(message.Headers) : caller;
        if (caller == default && context is { } decided && !IsRecorded(decided))
        {
            // The record carries on what was decided.
            return null;
        }

        // Away for a moment, or it would be the parent where the caller has none. And not replaced for longer: the record is on its way
        // for longer than the caller's own work takes.
        var current = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity($"send {message.Topic}", ActivityKind.Producer, context ?? default);
        Activity.Current = current;
        return activity is null ? null : Describe(activity, "send", message.Topic).SetTag("kafka.message.key", message.Key is null ? null : Encoding.UTF8.GetString(message.Key));
    }

    /// <summary>The record with the activity's context in its headers; one that carries the context of another trace keeps it.</summary>
    public static KafkaMessage Inject(Activity activity, KafkaMessage message)
    {
        if (activity.Id is null || (ContextOf(message.Headers) is { } context && context.TraceId != activity.TraceId))
        {
            return message;
        }

        List<KeyValuePair<string, byte[]?>> headers = [.. message.Headers.Where(header => header.Key is not (TraceParent or TraceState)), new(TraceParent, Encoding.ASCII.GetBytes(activity.Id))];
        if (!string.IsNullOrEmpty(activity.TraceStateString))
        {
            headers.Add(new(TraceState, Encoding.ASCII.GetBytes(activity.TraceStateString)));
        }

        return message with { Headers = headers };
    }

    /// <summary>The record is acknowledged, or failed.</summary>
    public static void EndSend(Activity? activity, in SendResult result)
    {
        if (activity is null)
        {
            return;
        }

        if (result.Error is { } error)
        {
            activity.SetTag("error.type", (error.InnerException as KafkaException)?.Error.Code.ToString() ?? error.GetType().FullName).SetStatus(ActivityStatusCode.Error, error.Message);
        }
        else
        {
            activity.SetTag("messaging.destination.partition.id", Text(result.Record.Partition)).SetTag("kafka.offset", result.Record.Offset);
        }

        activity.Dispose();
    }

    /// <summary>A record was read: an activity of its own, linked to the record's, where that is recorded.</summary>
    public static void Received(KafkaRecord record, string group)
    {
        if (!Source.HasListeners() || ContextOf(record.Headers) is not { } context || !IsRecorded(context))
        {
            return;
        }

        ActivityLink[] links = [new(context)];
        using var activity = Source.StartActivity(ActivityKind.Client, links: links, name: $"receive {record.Position.Topic}");
        if (activity is not null)
        {
            Describe(activity, "receive", record.Position.Topic, group)
                .SetTag("messaging.destination.partition.id", Text(record.Position.Partition))
                .SetTag("kafka.offset", record.Position.Offset);
        }
    }

    /// <summary>
    /// Begins the processing of an entity's batch: a child of the record's own context where it is alone, linked to all of them
    /// where there are several. Null where nobody listens, and where all of them were decided not to be recorded, which an activity for
    /// each would only cost time to repeat; else dispose it when the batch is done.
    /// </summary>
    public static Activity? StartProcess(DispatchedEvent[] batch, string group) =>
        Source.HasListeners() ? StartProcess(Array.ConvertAll(batch, e => e.Pending.Record), group) : null;

    /// <summary>As above, of what a stream's subscriber is given at once.</summary>
    public static Activity? StartProcess(KafkaRecord[] batch, string group)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var topic = batch[0].Position.Topic;
        var contexts = batch.Select(r => ContextOf(r.Headers)).OfType<ActivityContext>().ToList();
        if (contexts.Count == batch.Length && !contexts.Exists(IsRecorded))
        {
            return null;
        }

        var activity = batch.Length == 1 && contexts.Count == 1
            ? Source.StartActivity($"process {topic}", ActivityKind.Consumer, contexts[0])
            : Source.StartActivity($"process {topic}", ActivityKind.Consumer, default(ActivityContext), links: contexts.Select(context => new ActivityLink(context)));
        return activity is null
            ? null
            : Describe(activity, "process", topic, group)
                .SetTag("messaging.destination.partition.id", Text(batch[0].Position.Partition))
                .SetTag("messaging.batch.message_count", batch.Length);
    }

    private static string Text(int partition) => partition.ToString(CultureInfo.InvariantCulture);

    private static bool IsRecorded(ActivityContext context) => context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);

    private static Activity Describe(Activity activity, string operation, string topic, string? group = null) => activity
        .SetTag("messaging.system.name", "kafka")
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.operation.type", operation)
        .SetTag("messaging.destination.name", topic)
        .SetTag("messaging.consumer.group.name", group);

    private static ActivityContext? ContextOf(IReadOnlyList<KeyValuePair<string, byte[]?>> headers)
    {
        string? parent = null;
        string? state = null;
        foreach (var (name, value) in headers)
        {
            parent = name == TraceParent && value is not null ? Encoding.ASCII.GetString(value) : parent;
            state = name == TraceState && value is not null ? Encoding.ASCII.GetString(value) : state;
        }

        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : null;
    }
}
