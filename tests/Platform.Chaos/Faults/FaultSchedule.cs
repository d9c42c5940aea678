namespace Platform.Chaos;

/// <summary>Which faults come one after the other, and which at once: one of the silos may meet one of the servers. Pure but for its random numbers.</summary>
internal sealed class FaultSchedule(IReadOnlySet<FaultKind> kinds, Random random)
{
    // A second one of another part, in so many of a hundred.
    private const int TwoAtOnce = 30;

    private readonly FaultKind[] _silos = [.. kinds.Where(kind => !OfServers(kind)).Order()];
    private readonly FaultKind[] _servers = [.. kinds.Where(OfServers).Order()];
    private readonly Queue<FaultKind> _turn = [];

    /// <summary>The next faults, at once: none, one or two. Every kind has had its turn before one comes again.</summary>
    public FaultKind[] Next()
    {
        if (_turn.Count == 0)
        {
            foreach (var kind in Shuffled([.. _silos, .. _servers]))
            {
                _turn.Enqueue(kind);
            }
        }

        if (!_turn.TryDequeue(out var first))
        {
            return [];
        }

        var others = OfServers(first) ? _silos : _servers;
        return others.Length > 0 && random.Next(100) < TwoAtOnce ? [first, others[random.Next(others.Length)]] : [first];
    }

    private static bool OfServers(FaultKind kind) =>
        kind is FaultKind.BrokerKill or FaultKind.BrokerFreeze or FaultKind.DatabaseRestart or FaultKind.DatabaseKill or FaultKind.DatabaseFreeze;

    private FaultKind[] Shuffled(FaultKind[] all)
    {
        random.Shuffle(all);
        return all;
    }
}
