namespace Orleans.Streaming.Kafka;

/// <summary>
/// How the deliveries to one subscriber of a stream fail: counted in the circuit breaker until one succeeds. Owned by its agent's scheduler.
/// </summary>
internal sealed class FailureRun(FailureJudge judge)
{
    private readonly CircuitBreaker _breaker = judge.Breaker;
    private long? _unclassifiedSince;
    private bool _isFailing;
    private bool _isClosed;

    /// <summary>Whether the last failure was permanent: the failure policy decides.</summary>
    public bool IsPermanent { get; private set; }

    public void Failed(Exception error)
    {
        (var kind, _unclassifiedSince) = judge.Judge(error, _unclassifiedSince, _isFailing);
        IsPermanent = kind == FailureKind.Permanent;
        if (!_isFailing && !IsPermanent && !_isClosed)
        {
            _isFailing = true;
            _breaker.Failed();
        }
    }

    public void Succeeded()
    {
        (_unclassifiedSince, IsPermanent) = (null, false);
        if (_isFailing)
        {
            _isFailing = false;
            _breaker.Recovered();
        }
        else
        {
            _breaker.Succeeded();
        }
    }

    /// <summary>What failed is a dead letter, and another event follows.</summary>
    public void DeadLettered()
    {
        Forget();
        (_unclassifiedSince, IsPermanent) = (judge.AfterDeadLetter(_unclassifiedSince), false);
    }

    /// <summary>No delivery follows. One that is under way still ends, and counts no more.</summary>
    public void Close()
    {
        _isClosed = true;
        Forget();
    }

    /// <summary>It is not tried for now.</summary>
    public void Forget()
    {
        if (_isFailing)
        {
            _isFailing = false;
            _breaker.Forget(1);
        }
    }
}
