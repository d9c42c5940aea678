using System.Diagnostics;
using System.Text;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The records of one send: how many of them are queued, and what became of each. Owned by its producer's lock, but for
/// <see cref="Completion"/>.
/// </summary>
internal sealed class SendBatch(IReadOnlyList<KafkaMessage> messages, long startedAt, ActivityContext caller)
{
    private readonly SendResult[] _results = new SendResult[messages.Count];
    private readonly TaskCompletionSource<IReadOnlyList<SendResult>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _queued;
    private Activity?[]? _activities;
    private HashSet<(string Topic, string Key)>? _failedKeys;
    private int _open = messages.Count;

    /// <summary>When the caller sent it, as a timestamp.</summary>
    public long StartedAt => startedAt;

    /// <summary>The activity the caller sent it in; default where there is none. Records are queued in other callers' turns, too.</summary>
    public ActivityContext Caller => caller;

    /// <summary>What became of each record, once it is known of all.</summary>
    public Task<IReadOnlyList<SendResult>> Completion => _completion.Task;

    /// <summary>The index of the next record to queue.</summary>
    public int Next { get; private set; }

    /// <summary>The next record to queue, or null when all are.</summary>
    public KafkaMessage? NextMessage => Next < messages.Count ? messages[Next] : null;

    /// <summary>Whether an earlier record of the next one's topic and key failed, which it must not overtake.</summary>
    public bool IsNextBehindFailed => _failedKeys is not null && NextMessage is { Key: not null } next && _failedKeys.Contains(KeyOf(next));

    /// <summary>Whether every record is reported.</summary>
    public bool IsDone => _open == 0;

    /// <summary>Completes when no record waits for room any more. Called once, while one does.</summary>
    public Task WhenQueued()
    {
        _queued = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _queued.Task;
    }

    /// <summary>The next record is queued.</summary>
    /// <param name="sending">The activity that ends with its report, if anybody listens.</param>
    public void Advance(Activity? sending)
    {
        Keep(sending);
        if (++Next == messages.Count)
        {
            _queued?.TrySetResult();
        }
    }

    /// <summary>The next record fails before it is queued. Does nothing where it was failed meanwhile.</summary>
    /// <param name="error">Why.</param>
    /// <param name="sending">The activity that ends with it, if anybody listens.</param>
    public void FailNext(KafkaStreamException error, Activity? sending)
    {
        if (NextMessage is not { } failed)
        {
            sending?.Dispose();
            return;
        }

        if (failed.Key is not null)
        {
            (_failedKeys ??= []).Add(KeyOf(failed));
        }

        var index = Next;
        Advance(sending);
        Report(index, new SendResult(default, error));
    }

    /// <summary>What became of one record. The first report of a record counts.</summary>
    public void Report(int index, SendResult result)
    {
        if (IsReported(_results[index]))
        {
            return;
        }

        _results[index] = result;
        KafkaActivities.EndSend(_activities?[index], result);
        if (--_open == 0)
        {
            _completion.SetResult(_results);
        }
    }

    /// <summary>Fails what is not queued yet: it must not overtake what failed.</summary>
    public void FailRest(KafkaStreamException error) => Fail(Next, error);

    /// <summary>Fails what is not reported yet, queued or not.</summary>
    public void FailOpen(KafkaStreamException error) => Fail(0, error);

    private static bool IsReported(SendResult result) => result.Error is not null || result.Record.Topic is not null;

    // One char for each byte.
    private static (string Topic, string Key) KeyOf(KafkaMessage message) => (message.Topic, Encoding.Latin1.GetString(message.Key!));

    private void Keep(Activity? sending)
    {
        if (sending is not null)
        {
            (_activities ??= new Activity?[messages.Count])[Next] = sending;
        }
    }

    private void Fail(int from, KafkaStreamException error)
    {
        Next = messages.Count;
        _queued?.TrySetResult();
        for (var i = from; i < messages.Count; i++)
        {
            Report(i, new SendResult(default, error));
        }
    }
}
