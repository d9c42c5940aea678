using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// One delivery on its way to one subscriber: its attempts and how they ended. Changed on its agent's scheduler, one attempt at a
/// time; read from anywhere.
/// </summary>
/// <remarks>
/// Only the calls themselves show how a delivery ended. Orleans' agent also moves on, and reports no failure, where a subscriber
/// subscribed again while its delivery was under way.
/// </remarks>
internal sealed class DeliveryAttempt(StreamDelivery delivery, DeliveryServices services, StreamRecord[] records, int attempts, FailureRun failures)
{
    private const long Returned = -1;

    // A record that all subscribers are past gives up its content; one that has left may still be called.
    private readonly KafkaRecord[] _content = Array.ConvertAll(records, r => r.Record);
    private long _calledAt = Returned;
    private int _attempts = attempts;
    private bool _isFailing = attempts > 0;
    private bool _wasTried;
    private bool _isDelivered;

    public StreamId Stream { get; } = records[0].StreamId;

    /// <summary>How often the event was handed to the subscriber, with the deliveries before this one.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Whether its last attempt failed.</summary>
    public bool IsFailing => Volatile.Read(ref _isFailing);

    /// <summary>Whether the subscriber took it; or it was passed over without a call: a filter's or a token's doing.</summary>
    public bool IsOver => _isDelivered || !_wasTried;

    /// <summary>Whether the subscriber took it.</summary>
    public bool IsDelivered => _isDelivered;

    /// <summary>Where the subscriber wants to go on instead of taking it: the token it answered with, or null. Owned by its agent's scheduler.</summary>
    public StreamSequenceToken? Answer { get; private set; }

    /// <summary>Since when the subscriber has not answered, by <see cref="TimeProvider.GetTimestamp"/>; null where it has. A call that timed out is not answered.</summary>
    public long? CalledAt => Volatile.Read(ref _calledAt) is var at and not Returned ? at : null;

    /// <summary>A call to the subscriber begins.</summary>
    public Processing BeginCall()
    {
        if (_attempts > 0)
        {
            services.Metrics.Retried(_content[0].Position.Topic, services.Group);
        }

        _wasTried = true;
        Volatile.Write(ref _attempts, _attempts + 1);
        if (Volatile.Read(ref _calledAt) == Returned)
        {
            Volatile.Write(ref _calledAt, services.Time.GetTimestamp());
        }

        return Processing.Begin(_content, services);
    }

    /// <summary>That call ended.</summary>
    /// <param name="processing">What <see cref="BeginCall"/> returned.</param>
    /// <param name="error">What the subscriber threw, or null.</param>
    /// <param name="isTaken">Whether the subscriber took the delivery; else it said where it wants to go on.</param>
    /// <param name="answer">The token with which it said so.</param>
    public void EndAttempt(Processing processing, Exception? error, bool isTaken, StreamSequenceToken? answer = null)
    {
        processing.End(error);
        (_isDelivered, Answer) = (isTaken, answer);
        if (error is not null)
        {
            failures.Failed(error);
        }
        else
        {
            failures.Succeeded();
        }

        Volatile.Write(ref _isFailing, error is not null);
        if (error is not TimeoutException)
        {
            Volatile.Write(ref _calledAt, Returned);
        }
    }

    /// <summary>The subscriber is done with it, or has given up.</summary>
    public void End() => delivery.End(this);
}
