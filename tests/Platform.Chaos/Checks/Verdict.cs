namespace Platform.Chaos;

/// <summary>Compares what is there with what must be there. Pure.</summary>
internal sealed class Verdict
{
    private readonly Finding _lost = new("lost events");
    private readonly Finding _doubled = new("events with a second effect");
    private readonly Finding _wrong = new("wrong states");
    private readonly Finding _stale = new("stale or missing answers of a silo");
    private readonly Finding _missing = new("outputs missing");
    private readonly Finding _extra = new("outputs too many");
    private readonly Finding _unequal = new("outputs of unequal content under one id");
    private readonly Finding _reordered = new("outputs of an order out of order");
    private readonly Finding _deadLetters = new("dead letters unexplained or missing");
    private readonly Finding _uncommitted = new("partitions not committed to their end");
    private readonly Finding _quarantined = new("entities in quarantine");
    private readonly Finding _rows = new("rows too many or too few");

    private Verdict()
    {
    }

    /// <summary>All kinds of damage, also those that were not found.</summary>
    public IReadOnlyList<Finding> Findings => [_lost, _doubled, _wrong, _stale, _missing, _extra, _unequal, _reordered, _deadLetters, _uncommitted, _quarantined, _rows];

    /// <summary>Outputs and dead letters that are there more than once under one id with equal content: promised to be harmless, and counted.</summary>
    public int Republished { get; private set; }

    /// <summary>Judges.</summary>
    /// <param name="orders">What orders must be.</param>
    /// <param name="poison">The records that must be dead letters.</param>
    /// <param name="observed">What is there.</param>
    public static Verdict Of(IReadOnlyCollection<OrderModel> orders, IReadOnlySet<(string Topic, string Key)> poison, Observed observed)
    {
        var verdict = new Verdict();
        var byId = orders.ToDictionary(order => order.Id, StringComparer.Ordinal);
        for (var i = 0; i < observed.Orders.Count; i++)
        {
            foreach (var (id, seen) in observed.Orders[i].Orders)
            {
                verdict.Judge(byId[id], seen, observed.Orders[i].Silo, isFirst: i == 0);
            }
        }

        verdict.JudgeUsers(orders, observed.Users);
        verdict.JudgeOutputs(byId, observed.Activity, "activity");
        verdict.JudgeOutputs(byId, observed.Notifications, "notification");
        verdict.JudgeDeadLetters(poison, observed.DeadLetters);
        foreach (var partition in observed.Uncommitted)
        {
            verdict._uncommitted.Add(partition);
        }

        foreach (var entity in observed.Quarantined)
        {
            verdict._quarantined.Add(entity);
        }

        if (observed.OrderRows != orders.Count)
        {
            verdict._rows.Add($"{observed.OrderRows} rows for {orders.Count} orders");
        }

        return verdict;
    }

    private void Judge(OrderModel order, ObservedOrder? seen, int silo, bool isFirst)
    {
        var expected = new ObservedOrder(order.Status, order.Amount, order.Paid, order.Events);
        if (seen == expected)
        {
            return;
        }

        var text = $"{order.Id} by silo {silo}: {(seen is null ? "no answer" : $"{seen}")} instead of {expected}";
        var finding = !isFirst ? _stale
            : seen is null || seen.Events < expected.Events ? _lost
            : seen.Events > expected.Events ? _doubled
            : _wrong;
        finding.Add(text);
    }

    private void JudgeUsers(IEnumerable<OrderModel> orders, IReadOnlyDictionary<string, ObservedUser?> users)
    {
        foreach (var user in orders.GroupBy(order => order.User, StringComparer.Ordinal))
        {
            var expected = new ObservedUser(user.Count(), user.Count(order => order.IsCancelled), user.Sum(order => order.Paid));
            if (users.GetValueOrDefault(user.Key) is var seen && seen != expected)
            {
                _wrong.Add($"{user.Key}: {(seen is null ? "no answer" : $"{seen}")} instead of {expected}");
            }
        }
    }

    private void JudgeOutputs(Dictionary<string, OrderModel> orders, IReadOnlyList<ObservedOutput> outputs, string what)
    {
        var byId = new Dictionary<string, ObservedOutput>(StringComparer.Ordinal);
        var byOrder = new Dictionary<string, List<ObservedOutput>>(StringComparer.Ordinal);
        foreach (var output in outputs)
        {
            if (!orders.ContainsKey(output.Order))
            {
                _extra.Add($"{what} {output.Id} of {output.Order}, which was never published");
            }
            else if (!byId.TryAdd(output.Id, output))
            {
                Republished++;
                if (byId[output.Id] != output)
                {
                    _unequal.Add($"{what} {output.Id}: {output.Payload} and {byId[output.Id].Payload}");
                }
            }
            else if (byOrder.TryGetValue(output.Order, out var list))
            {
                list.Add(output);
            }
            else
            {
                byOrder.Add(output.Order, [output]);
            }
        }

        foreach (var order in orders.Values)
        {
            JudgeOutputsOf(order, byOrder.GetValueOrDefault(order.Id, []), what);
        }
    }

    private void JudgeOutputsOf(OrderModel order, List<ObservedOutput> seen, string what)
    {
        foreach (var (kind, expected) in new[] { ("created", 1), ("paid", order.Payments.Length), ("cancelled", order.IsCancelled ? 1 : 0) })
        {
            var count = seen.Count(output => output.What == kind);
            if (count != expected)
            {
                (count < expected ? _missing : _extra).Add($"{order.Id}: {count} {what} {kind} instead of {expected}");
                return;
            }
        }

        if (seen.Count > 0 && seen[0].What != "created")
        {
            _reordered.Add($"{order.Id}: {what} {seen[0].What} before created");
        }

        // Payments are of one topic and one key: in the order in which they were published.
        var amounts = seen.Where(output => output is { What: "paid", Amount: not null }).Select(output => output.Amount!.Value).ToArray();
        if (amounts.Length > 0 && !amounts.SequenceEqual(order.Payments))
        {
            _reordered.Add($"{order.Id}: {what} of payments {string.Join(", ", amounts)} instead of {string.Join(", ", order.Payments)}");
        }
    }

    private void JudgeDeadLetters(IReadOnlySet<(string Topic, string Key)> poison, IReadOnlyList<ObservedDeadLetter> letters)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var letter in letters)
        {
            if (!poison.Contains((letter.Topic, letter.Key)))
            {
                _deadLetters.Add($"{letter.Topic} {letter.Key} is a dead letter: {letter.Error}");
            }
            else if (!seen.Add((letter.Topic, letter.Key)))
            {
                Republished++;
            }
        }

        foreach (var (topic, key) in poison.Where(one => !seen.Contains(one)))
        {
            _deadLetters.Add($"{topic} {key} is no dead letter");
        }
    }
}
