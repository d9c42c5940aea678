namespace Benchmarks;

/// <summary>Something that does the order job. Its methods are called one at a time.</summary>
internal interface IJob
{
    string Name { get; }

    /// <summary>Whether it takes so long that a minute of it is enough.</summary>
    bool IsSlow { get; }

    /// <summary>Whether a payment that is read before its order's creation has no user.</summary>
    bool MayLackUser { get; }

    /// <summary>Whether it needs orders that no job before it has had.</summary>
    bool NeedsNewOrders { get; }

    /// <summary>Starts its process, which begins at the first event.</summary>
    Task<StartedJob> StartAsync(Bench bench, CancellationToken stop);

    /// <summary>What is not exact in what it keeps once it is done, or null.</summary>
    Task<string?> StateFaultAsync(Bench bench, StartedJob job, OrderScript script, CancellationToken stop);
}
