namespace Orleans.Streaming.Kafka;

/// <summary>
/// Stops delivery of a group while something that everybody needs is away: it opens when many entities fail and most do.
/// While it is open only entities that failed are retried, and one trial call per partition at a time goes out, as half-open
/// breakers do; all others wait, so that an outage does not turn every entity into a failing one. It closes once calls succeed
/// again. A failing entity counts once, not once for each retry, and a dead letter is neither a success nor a failure. One per provider. Thread-safe.
/// </summary>
/// <param name="failingMax">How many entities must be failing.</param>
internal sealed class CircuitBreaker(int failingMax)
{
    // The share is the mean of what came since something began to fail, and follows the last hundred calls or so.
    private const int Window = 64;
    private const double OpenAbove = 0.5;
    private const double CloseBelow = 0.25;

    private readonly Lock _gate = new();
    private double _failureShare;
    private int _outcomes;
    private int _failing;
    private volatile bool _isOpen;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>How many entities are failing.</summary>
    public int Failing => Volatile.Read(ref _failing);

    /// <summary>Whether of the calls since an entity began to fail at least half succeeded.</summary>
    public bool MostSucceed
    {
        get
        {
            lock (_gate)
            {
                return !_isOpen && _failureShare <= OpenAbove;
            }
        }
    }

    /// <summary>
    /// Whether most calls fail, those to other entities among them: then a failure says nothing of its event. One entity that fails alone,
    /// while no other is called, does not show that.
    /// </summary>
    /// <param name="isFailing">Whether the entity that is looked at counts as failing itself.</param>
    public bool MostOthersFail(bool isFailing)
    {
        lock (_gate)
        {
            return _isOpen || (_failing > (isFailing ? 1 : 0) && _failureShare > OpenAbove);
        }
    }

    /// <summary>A call failed in a way that may pass, to an entity that was not failing.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            if (_failing++ == 0)
            {
                // What was before says nothing of now.
                _outcomes = 0;
            }

            Count(1);
        }
    }

    /// <summary>A call succeeded to an entity that was not failing.</summary>
    public void Succeeded()
    {
        // The usual case costs one look.
        if (Volatile.Read(ref _failing) == 0)
        {
            return;
        }

        lock (_gate)
        {
            Count(0);
        }
    }

    /// <summary>A call succeeded to an entity that was failing.</summary>
    public void Recovered()
    {
        lock (_gate)
        {
            _failing--;
            Count(0);
        }
    }

    /// <summary>Entities that were failing are no longer this silo's, or no longer tried.</summary>
    public void Forget(int count)
    {
        lock (_gate)
        {
            _failing -= count;
            Decide();
        }
    }

    private void Count(double outcome)
    {
        _outcomes = Math.Min(_outcomes + 1, Window);
        _failureShare += (outcome - _failureShare) / _outcomes;
        Decide();
    }

    private void Decide() => _isOpen = _isOpen
        ? _failing > failingMax / 2 && _failureShare >= CloseBelow
        : _failing >= failingMax && _failureShare > OpenAbove;
}
