using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>What a consumer group on this silo consists of; outlives its consumers. Thread-safe.</summary>
internal sealed class ConsumeServices
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _commitRequest;
    private TaskCompletionSource? _commitUnderWay;

    public required KafkaStreamOptions Options { get; init; }

    public required IReadOnlyDictionary<string, KafkaTopicRoute> Routes { get; init; }

    public required GroupAssignment Assignment { get; init; }

    public required GroupStatus Status { get; init; }

    public required DeniedRights Rights { get; init; }

    public required TopicDirectory Topics { get; init; }

    public required StartPositions Starts { get; init; }

    /// <summary>The group's positions in the database of its entities.</summary>
    public required RecordedPositions Positions { get; init; }

    public required DeliveryServices Delivery { get; init; }

    public required KafkaMetrics Metrics { get; init; }

    /// <summary>What the consumer has to say, whichever one it is at the moment.</summary>
    public required ClientReport Report { get; init; }

    /// <summary>The certificate files the consumer was built with.</summary>
    public required CertificateFiles Certificates { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Asks the consume thread to commit now; completes when it has tried.</summary>
    public Task RequestCommitAsync()
    {
        lock (_gate)
        {
            _commitRequest ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _commitRequest.Task;
        }
    }

    /// <summary>Whether a commit was requested. Called by the consume thread.</summary>
    public bool TakeCommitRequest()
    {
        lock (_gate)
        {
            (_commitUnderWay, _commitRequest) = (_commitRequest, null);
            return _commitUnderWay is not null;
        }
    }

    /// <summary>The commit that was taken is done. Called by the consume thread.</summary>
    public void CommitDone()
    {
        lock (_gate)
        {
            _commitUnderWay?.TrySetResult();
            _commitUnderWay = null;
        }
    }
}
