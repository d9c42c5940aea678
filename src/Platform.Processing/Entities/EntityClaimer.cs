using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Processing;

/// <summary>
/// Sees to it that an entity with an activation is nowhere in the cluster without one: an activation claims its entity from every silo
/// before it reads what is stored. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A silo that begins meets every other one: each then has the other's claims, and claims from it as well. Until it has met all that are
/// active, a silo begins no entity without an activation; its own first activations wait for that too, but no longer than
/// <see cref="MeetingTimeout"/>. The claims of a silo that is dead end.</para>
/// <para>This is for reads: they see what is stored, and would not see what another silo writes. What is stored rests on each row's ETag alone.</para>
/// </remarks>
internal sealed class EntityClaimer(
    IServiceProvider services, LocalEntities entities, EntityClaims claims, IClusterMembershipService membership, ILocalSiloDetails self, TimeProvider time, ILogger<EntityClaimer> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How long the first activations wait for silos that do not answer.</summary>
    public static readonly TimeSpan MeetingTimeout = TimeSpan.FromSeconds(5);

    // What was taken ends within this time but where Kafka or the database hangs; a write that ends later is refused by the row's ETag.
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MeetingInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();

    // Whether each has answered; who has not is claimed from all the same.
    private readonly ConcurrentDictionary<SiloAddress, bool> _peers = new();

    // Logged once each.
    private readonly ConcurrentDictionary<SiloAddress, bool> _silent = new();
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<EntityClaimClient> _client = new(() => new EntityClaimClient(services));
    private Task _meeting = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(EntityClaimer), ServiceLifecycleStage.RuntimeGrainServices + 1, Start, StopAsync);

    /// <summary>An activation begins: nothing of its entity is under way anywhere else afterwards.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>ETags of the entity's row with which all outputs in it are known to be acknowledged.</returns>
    public async Task<string?[]> ClaimAsync(GrainAddress activation)
    {
        await _met.Task;
        return await Task.WhenAll([ClaimHereAsync(activation), .. _peers.Keys.Select(peer => ClaimAtAsync(peer, activation))]);
    }

    /// <summary>An activation has ended, or did not begin.</summary>
    /// <param name="activation">The activation.</param>
    public void Release(GrainAddress activation)
    {
        ReleaseHere(activation);
        foreach (var peer in _peers.Keys)
        {
            // Where it does not arrive, that silo goes on calling the grain.
            _ = _client.Value.Of(peer).Release(activation);
        }
    }

    /// <summary>A silo has begun, and says what it has claimed.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="activations">Its activations.</param>
    /// <returns>This silo's activations.</returns>
    public GrainAddress[] Met(SiloAddress silo, GrainAddress[] activations)
    {
        // A peer first: from now on it is asked, and whatever was claimed before is in the answer.
        _peers[silo] = true;
        AddAll(activations);
        return claims.Of(self.SiloAddress);
    }

    /// <summary>An activation begins somewhere.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>As <see cref="IEntityClaimService.Claim"/>.</returns>
    public async Task<string?> ClaimHereAsync(GrainAddress activation)
    {
        claims.Add(activation);
        var closing = entities.CloseAsync(activation.GrainId);
        if (!closing.IsCompleted)
        {
            await Task.WhenAny(closing, Task.Delay(ClosingTimeout, time));
        }

        return closing.IsCompletedSuccessfully ? closing.Result : null;
    }

    /// <summary>An activation has ended somewhere.</summary>
    /// <param name="activation">The activation.</param>
    public void ReleaseHere(GrainAddress activation) => claims.Remove(activation);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        _meeting = MeetAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _meeting.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Its last round may have set it; and an activation that waits for the others must not wait for ever.
        claims.IsKnown = false;
        _met.TrySetResult();
    }

    private async Task MeetAsync(CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            var snapshot = membership.CurrentSnapshot;
            Forget(snapshot);
            await Task.WhenAll(Unmet(snapshot).Select(MeetAsync));

            // Once this silo is active it sees all that were before it; those that come later see this one.
            claims.IsKnown = snapshot.GetSiloStatus(self.SiloAddress) == SiloStatus.Active && Unmet(snapshot).Length == 0;
            if (!claims.IsKnown)
            {
                // A silo that claims nothing, of an older version for example, may activate what is here.
                entities.EndIdle();
            }

            if (claims.IsKnown || time.GetElapsedTime(began) >= MeetingTimeout)
            {
                _met.TrySetResult();
            }

            await Task.Delay(claims.IsKnown ? MeetingInterval : StartInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private SiloAddress[] Unmet(ClusterMembershipSnapshot snapshot) =>
        [.. from member in snapshot.Members.Values
            where member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping
            where !member.SiloAddress.Equals(self.SiloAddress) && !(_peers.TryGetValue(member.SiloAddress, out var isMet) && isMet)
            select member.SiloAddress];

    private void Forget(ClusterMembershipSnapshot snapshot)
    {
        bool IsEnded(SiloAddress silo) => snapshot.GetSiloStatus(silo) == SiloStatus.Dead;
        foreach (var peer in _peers.Keys.Where(IsEnded))
        {
            _peers.TryRemove(peer, out _);
        }

        foreach (var silent in _silent.Keys.Where(IsEnded))
        {
            _silent.TryRemove(silent, out _);
        }

        claims.RemoveWhere(IsEnded);
    }

    private async Task MeetAsync(SiloAddress silo)
    {
        // A peer before the claims are taken, so that it misses none; not met before it has answered.
        _peers.TryAdd(silo, false);
        try
        {
            AddAll(await _client.Value.Of(silo).Meet(self.SiloAddress, claims.Of(self.SiloAddress)).WaitAsync(MeetingInterval, time));
            _peers[silo] = true;
        }
        catch (Exception exception)
        {
            _peers.TryRemove(KeyValuePair.Create(silo, false));
            if (_silent.TryAdd(silo, true))
            {
                logger.SiloNotMet(exception, silo);
            }
        }
    }

    private async Task<string?> ClaimAtAsync(SiloAddress peer, GrainAddress activation)
    {
        try
        {
            return await _client.Value.Of(peer).Claim(activation);
        }
        catch (Exception) when (membership.CurrentSnapshot.GetSiloStatus(peer) == SiloStatus.Dead || !_peers.ContainsKey(peer))
        {
            // It has nothing any more, or never had.
            return null;
        }
    }

    private void AddAll(GrainAddress[] activations)
    {
        foreach (var activation in activations)
        {
            claims.Add(activation);
            _ = entities.CloseAsync(activation.GrainId);
        }
    }
}
