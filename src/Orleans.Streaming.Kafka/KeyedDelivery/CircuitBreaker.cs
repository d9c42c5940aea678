namespace Orleans.Streaming.Kafka;

/// <summary>
/// Stops delivery of a group while something that everybody needs is away: it opens when many entities fail and most calls do.
/// While it is open only entities that failed are retried, and one trial call per partition at a time goes out, as half-open
/// breakers do; all others wait, so that an outage does not turn every entity into a failing one. It closes once calls succeed
/// again. One per provider. Thread-safe.
/// </summary>
/// <param name="failingMax">How many entities must be failing.</param>
internal sealed class CircuitBreaker(int failingMax)
{
    // An outcome counts a 64th, so the share follows the last hundred calls or so.
    private const double Weight = 1.0 / 64;
    private const double OpenAbove = 0.5;
    private const double CloseBelow = 0.25;

    private readonly Lock _gate = new();
    private double _failureShare;
    private int _failing;
    private volatile bool _isOpen;

    /// <summary>Whether it is open.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>How many entities are failing.</summary>
    public int Failing => Volatile.Read(ref _failing);

    /// <summary>A call failed in a way that may pass.</summary>
    /// <param name="isFirst">Whether its entity was not failing before.</param>
    public void Failed(bool isFirst)
    {
        lock (_gate)
        {
            _failing += isFirst ? 1 : 0;
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
        _failureShare += (outcome - _failureShare) * Weight;
        Decide();
    }

    private void Decide() => _isOpen = _isOpen
        ? _failing > failingMax / 2 && _failureShare >= CloseBelow
        : _failing >= failingMax && _failureShare > OpenAbove;
}
