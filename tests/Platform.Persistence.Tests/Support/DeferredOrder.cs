namespace Platform.Persistence.Tests.Support;

/// <summary>An entity whose owner writes it deferred, as write-behind does: it takes what is newest, and keeps the row's ETag.</summary>
internal sealed class DeferredOrder : IDeferredWrite<OrderState>
{
    private readonly List<Exception> _failures = [];
    private int _written;

    public OrderState Newest { get; set; } = new() { Status = "new" };

    public string? ETag { get; set; }

    public ParkingChange? Parking { get; set; }

    /// <summary>Called in the place of the callback of the same name, if set.</summary>
    public Action? OnTake { get; set; }

    public Action? OnEnd { get; set; }

    /// <summary>What was taken, in order.</summary>
    public List<OrderState> Taken { get; } = [];

    public int Written => Volatile.Read(ref _written);

    public IReadOnlyList<Exception> Failures
    {
        get
        {
            lock (_failures)
            {
                return [.. _failures];
            }
        }
    }

    public int Ended => Written + Failures.Count;

    public DeferredState<OrderState> Take()
    {
        OnTake?.Invoke();
        Taken.Add(Newest);
        return new(Newest, ETag, Parking);
    }

    void IDeferredWrite<OrderState>.Written(string etag)
    {
        ETag = etag;
        Interlocked.Increment(ref _written);
        OnEnd?.Invoke();
    }

    public void Failed(Exception exception)
    {
        lock (_failures)
        {
            _failures.Add(exception);
        }

        OnEnd?.Invoke();
    }

    public Task EndedAsync(int count = 1) => Eventually.Async(() => Ended >= count, $"{count} writes to end", () => Ended);
}
