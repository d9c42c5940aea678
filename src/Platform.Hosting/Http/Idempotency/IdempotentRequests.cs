using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Platform.Hosting.Idempotency;

namespace Platform.Hosting;

/// <summary>
/// Answers a repeated request as it answered the first: what it said and what was answered is kept with the entities' states, by route,
/// caller and key. A request that was cut off before its answer was kept runs again, so what it does must be the same the second time
/// (<see cref="RequestKey.IdOf"/>). Thread-safe.
/// </summary>
public sealed class IdempotentRequests
{
    private readonly IGrainFactory _grains;
    private readonly IClusterConnection _cluster;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <summary>Made by the container.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="cluster">The way to them.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    public IdempotentRequests(IGrainFactory grains, IClusterConnection cluster, IOptions<GatewayOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_grains, _cluster, _time, _timeout) = (grains, cluster, time, options.Value.ReadTimeout);
    }

    /// <summary>Runs a request, or answers it as before.</summary>
    /// <typeparam name="TResponse">The answer's type; it is kept as JSON.</typeparam>
    /// <param name="key">The key, or null for none: the request then runs every time.</param>
    /// <param name="body">What the request says.</param>
    /// <param name="run">Runs it; null is no answer, and is not kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IdempotencyKeyReusedException">The caller used the key for a request that said something else.</exception>
    /// <exception cref="ClusterUnavailableException">No silo can be reached; only with a key.</exception>
    public async Task<TResponse?> RunAsync<TResponse>(RequestKey? key, JsonDocument? body, Func<Task<TResponse?>> run, CancellationToken cancellationToken)
        where TResponse : class
    {
        ArgumentNullException.ThrowIfNull(run);
        if (key is null)
        {
            return await run();
        }

        var request = (_cluster.IsConnected ? _grains : throw new ClusterUnavailableException()).GetGrain<IRequestGrain>(key.IdOf("request"));
        var begun = await Within(() => request.Begin(new Immutable<byte[]>(RequestFingerprint.Of(body))), cancellationToken);
        if (!begun.IsSame)
        {
            throw new IdempotencyKeyReusedException();
        }

        return begun.Answer is { } before ? JsonSerializer.Deserialize<TResponse>(before)
            : await run() is { } answer ? JsonSerializer.Deserialize<TResponse>(await Within(() => request.Complete(JsonSerializer.Serialize(answer)), cancellationToken))
            : null;
    }

    // Both steps may be taken again: a request that began is found as it began, and the first answer stays.
    private Task<T> Within<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken) => RepeatableCalls.RunAsync(() => call().AsTask(), _timeout, _time, cancellationToken);
}
