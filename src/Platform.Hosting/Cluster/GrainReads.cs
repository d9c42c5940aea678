using Microsoft.Extensions.Options;

namespace Platform.Hosting;

/// <summary>Reads from grains, each within <see cref="GatewayOptions.ReadTimeout"/>; a read that a silo died over is made again. Thread-safe.</summary>
/// <remarks>
/// All methods throw <see cref="TimeoutException"/> when the grain does not answer in time, <see cref="ClusterUnavailableException"/> or
/// one of Orleans' own when no silo can be reached.
/// </remarks>
public sealed class GrainReads
{
    private readonly IGrainFactory _grains;
    private readonly IClusterConnection _cluster;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Made by the container.</summary>
    /// <param name="grains">Reaches the grains.</param>
    /// <param name="cluster">Whether they can be reached.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    public GrainReads(IGrainFactory grains, IClusterConnection cluster, IOptions<GatewayOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_grains, _cluster, _options, _time) = (grains, cluster, options.Value, time);
    }

    /// <summary>Reads from one grain.</summary>
    /// <typeparam name="TGrain">Its interface.</typeparam>
    /// <typeparam name="TResult">The answer's type.</typeparam>
    /// <param name="key">Its key.</param>
    /// <param name="ask">Calls it; only what may be called again without harm.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<TResult> AskAsync<TGrain, TResult>(string key, Func<TGrain, ValueTask<TResult>> ask, CancellationToken cancellationToken)
        where TGrain : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(ask);

        // A client that never connected knows no grain types: calling one would look like a bug.
        var grains = _cluster.IsConnected ? _grains : throw new ClusterUnavailableException();
        return await RepeatableCalls.RunAsync(() => ask(grains.GetGrain<TGrain>(key)).AsTask(), _options.ReadTimeout, _time, cancellationToken);
    }

    /// <summary>Reads from many, at most <see cref="GatewayOptions.ConcurrentReadsMax"/> at once.</summary>
    /// <typeparam name="TItem">What is read.</typeparam>
    /// <typeparam name="TResult">The answers' type.</typeparam>
    /// <param name="items">What is read.</param>
    /// <param name="ask">Reads one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answers, in the order of the items. The first failure ends it all.</returns>
    public async Task<TResult[]> EachAsync<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TResult>> ask, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var answers = new TResult[items.Count];
        var limit = new ParallelOptions { MaxDegreeOfParallelism = _options.ConcurrentReadsMax, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items.Count, limit, async (i, stop) => answers[i] = await ask(items[i], stop));
        return answers;
    }
}
