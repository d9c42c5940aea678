using Confluent.Kafka;
using CrashPoints;
using Microsoft.Extensions.Logging;
using KafkaCode = Confluent.Kafka.ErrorCode;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Commits what is finished, one request at a time. The consume thread owns it; the request itself runs aside, because it
/// lasts as long as the coordinator is away and the consume thread must go on polling.
/// </summary>
internal sealed partial class OffsetCommitter(string group, GroupStatus status, DeniedRights rights, KafkaMetrics metrics, TimeProvider time, ILogger<OffsetCommitter> logger)
{
    private const int FailuresToReport = 3;

    private readonly LogThrottle<KafkaCode> _throttle = new(time);
    private CommitBatch? _batch;
    private CommitBatch? _accepted;
    private Task? _request;
    private int _failures;

    /// <summary>Whether a request is on its way or its answer has not been looked at.</summary>
    public bool IsBusy => _request is not null;

    /// <summary>When the last request that the coordinator accepted was sent, by <see cref="TimeProvider.GetTimestamp"/>; null before the first.</summary>
    public long? AcceptedAt { get; private set; }

    /// <summary>Whether this batch was the last that the coordinator accepted, all of it.</summary>
    public bool HasAccepted(CommitBatch batch) => ReferenceEquals(_accepted, batch);

    /// <summary>Sends a batch, unless it is empty. Only when not <see cref="IsBusy"/>.</summary>
    public void Begin(Action<IEnumerable<TopicPartitionOffset>> commit, CommitBatch batch)
    {
        if (IsBusy)
        {
            throw new InvalidOperationException("A commit is on its way already.");
        }

        if (batch.Count > 0)
        {
            var offsets = batch.Offsets;
            _batch = batch;
            _request = BlockingCall.RunAsync("kafka-commit", () =>
            {
                CrashPoint.Pass("before-commit");
                commit(offsets);
                CrashPoint.Pass("after-commit");
            });
        }
    }

    /// <summary>Takes the answer, if it is here; true when nothing is on its way then.</summary>
    public bool TryComplete()
    {
        if (_request is { IsCompleted: false })
        {
            return false;
        }

        if (_request is not null)
        {
            Take(_request, _batch!);
            (_request, _batch) = (null, null);
        }

        return true;
    }

    /// <summary>
    /// Waits for what is on its way, then sends the batch and waits for that: afterwards none is on its way. For a hand-over.
    /// </summary>
    /// <returns>False when the broker did not answer in time: a commit may still be on its way, and this consumer must go.</returns>
    public bool CommitAndWait(Action<IEnumerable<TopicPartitionOffset>> commit, CommitBatch batch, TimeSpan timeout)
    {
        var started = time.GetTimestamp();
        if (!Settle(timeout))
        {
            return false;
        }

        Begin(commit, batch);
        return Settle(timeout - time.GetElapsedTime(started));
    }

    private bool Settle(TimeSpan timeout)
    {
        // The wait's own exception is the answer's, which TryComplete takes.
        ((IAsyncResult?)_request)?.AsyncWaitHandle.WaitOne(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero);
        return TryComplete();
    }

    private void Take(Task request, CommitBatch batch)
    {
        switch (request.Exception?.InnerException)
        {
            case null:
                Succeeded(batch, []);
                break;
            case TopicPartitionOffsetException e when e.Results.Exists(r => !r.Error.IsError):
                Succeeded(batch, [.. e.Results.Where(r => r.Error.IsError).Select(r => r.TopicPartition)]);
                Failed(e.Results.First(r => r.Error.IsError).Error, batch.Count);
                break;
            case TopicPartitionOffsetException e:
                Failed(e.Results.Select(r => r.Error).FirstOrDefault(r => r.IsError) ?? e.Error, batch.Count);
                break;
            case KafkaException e:
                Failed(e.Error, batch.Count);
                break;
            case { } e:
                throw new InvalidOperationException($"Committing for group \"{group}\" failed.", e);
        }
    }

    private void Succeeded(CommitBatch batch, IReadOnlyCollection<TopicPartition> rejected)
    {
        batch.Apply(rejected);
        (_accepted, AcceptedAt) = (rejected.Count == 0 ? batch : _accepted, batch.StartedAt);
        _failures = 0;
        status.Committed(time.GetUtcNow());
        status.Solved(GroupProblem.Commits);
        status.Solved(GroupProblem.Unreachable);
        rights.GrantGroup();
    }

    private void Failed(Error error, int count)
    {
        metrics.CommitFailed(group);
        if (IsPartOfRebalance(error.Code))
        {
            // The group is forming again: the assignment this was made under ends, or the next commit carries the new generation.
            LogOvertaken(group, count, error.Reason);
            return;
        }

        _failures++;
        if (_failures >= FailuresToReport)
        {
            status.Report(GroupProblem.Commits, $"{_failures} commits in a row failed: {error.Reason}");
        }

        if (_throttle.TryPass(error.Code, out var times))
        {
            LogFailed(group, count, times, error.Reason);
        }
    }

    private static bool IsPartOfRebalance(KafkaCode code) => code is
        KafkaCode.RebalanceInProgress
        or KafkaCode.IllegalGeneration
        or KafkaCode.UnknownMemberId
        or KafkaCode.StaleMemberEpoch
        or KafkaCode.FencedMemberEpoch;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Group \"{Group}\": committing {Count} offsets failed and is repeated ({Times} times since this was last logged): {Reason}")]
    private partial void LogFailed(string group, int count, int times, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Group \"{Group}\": a commit of {Count} offsets was overtaken by a rebalance: {Reason}")]
    private partial void LogOvertaken(string group, int count, string reason);
}
