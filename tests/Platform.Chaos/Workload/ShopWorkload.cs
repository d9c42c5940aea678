using System.Globalization;
using System.Text.Json;

namespace Platform.Chaos;

/// <summary>
/// The events of a seed, one after the other, and what they must amount to. Orders are created, confirmed, paid in parts and cancelled, many at
/// a time; some events are published again, at once or thousands of events later; some records are poison; and one producer's clock is an hour
/// fast, another's an hour slow. One thread.
/// </summary>
internal sealed class ShopWorkload(int seed, TimeProvider time)
{
    private const int Live = 500;
    private const int Users = 997;
    private const int RepeatsKept = 20_000;

    // A broker takes no record that is an hour or more ahead.
    private static readonly TimeSpan[] ClockErrors = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(50), TimeSpan.FromHours(-1)];

    private readonly Random _random = new(seed);
    private readonly List<Script> _live = [];
    private readonly List<ChaosEvent> _past = [];
    private int _orders;

    /// <summary>All orders that were begun.</summary>
    public List<OrderModel> Orders { get; } = [];

    /// <summary>The keys of the records that must become dead letters, by topic.</summary>
    public HashSet<(string Topic, string Key)> Poison { get; } = [];

    /// <summary>How many different events were published.</summary>
    public int Events { get; private set; }

    /// <summary>How many records were published again.</summary>
    public int Repeats { get; private set; }

    /// <summary>The next records: mostly one.</summary>
    public IEnumerable<ChaosEvent> Next()
    {
        while (_live.Count < Live)
        {
            Begin();
        }

        var index = _random.Next(_live.Count);
        yield return Take(index);
        foreach (var extra in Extras())
        {
            yield return extra;
        }
    }

    /// <summary>What is left of the orders that were begun.</summary>
    public IEnumerable<ChaosEvent> Rest()
    {
        while (_live.Count > 0)
        {
            yield return Take(_live.Count - 1);
        }
    }

    private IEnumerable<ChaosEvent> Extras()
    {
        var dice = _random.Next(1_000);
        if (dice < 30)
        {
            Repeats++;
            yield return _past[^Math.Min(_past.Count, 1 + _random.Next(20))];
        }
        else if (dice < 40)
        {
            Repeats++;
            yield return _past[_random.Next(_past.Count)];
        }
        else if (dice == 999)
        {
            yield return PoisonRecord();
        }
    }

    private ChaosEvent Take(int index)
    {
        var script = _live[index];
        var next = script.Steps.Dequeue();
        if (script.Steps.Count == 0)
        {
            _live[index] = _live[^1];
            _live.RemoveAt(_live.Count - 1);
        }

        Events++;
        if (_past.Count < RepeatsKept)
        {
            _past.Add(next);
        }
        else
        {
            _past[_random.Next(RepeatsKept)] = next;
        }

        return next;
    }

    private void Begin()
    {
        var number = _orders++;
        var amount = _random.Next(1_000, 100_000) / 100m;
        var payments = _random.Next(10) switch
        {
            0 => [],
            < 7 => [amount],
            < 9 => new[] { Math.Round(amount / 3, 2), amount - Math.Round(amount / 3, 2) },
            _ => [0.01m, 0.02m, 0.03m],
        };
        var isCancelled = _random.Next(20) == 0;
        var order = new OrderModel($"order-{seed}-{number}", $"user-{seed}-{number % Users}", amount, payments.Distinct().ToArray(), !isCancelled && _random.Next(2) == 0, isCancelled);
        Orders.Add(order);
        _live.Add(new Script(StepsOf(order)));
    }

    private Queue<ChaosEvent> StepsOf(OrderModel order)
    {
        var at = time.GetUtcNow() + ClockErrors[_random.Next(ClockErrors.Length)];
        var steps = new Queue<ChaosEvent>();
        steps.Enqueue(Event("orders.created", "order.created", order, at, new { orderId = order.Id, userId = order.User, amount = order.Amount, items = Array.Empty<object>(), status = "pending", createdAt = Text(at) }));
        if (order.IsUpdated)
        {
            steps.Enqueue(Event("orders.updated", "order.updated", order, at, new { orderId = order.Id, status = "confirmed", updatedAt = Text(at) }));
        }

        for (var i = 0; i < order.Payments.Length; i++)
        {
            steps.Enqueue(Event("payments.processed", "payment.processed", order, at, new { paymentId = $"{order.Id}-{i}", orderId = order.Id, amount = order.Payments[i], processedAt = Text(at) }));
        }

        if (order.IsCancelled)
        {
            steps.Enqueue(Event("orders.cancelled", "order.cancelled", order, at, new { orderId = order.Id, reason = "chaos", cancelledAt = Text(at) }));
        }

        return steps;
    }

    private ChaosEvent PoisonRecord()
    {
        var topic = _random.Next(2) == 0 ? "orders.created" : "payments.processed";
        var key = $"poison-{seed}-{Poison.Count}";
        Poison.Add((topic, key));
        return new ChaosEvent(topic, key, _random.Next(3) switch
        {
            0 => "{"u8.ToArray(),
            1 => [0xFF, 0x00, 0xFE],
            _ => """{"eventId":"x","eventType":"no.such.type","eventVersion":"1.0","timestamp":"2026-01-01T00:00:00Z","payload":{}}"""u8.ToArray(),
        }, time.GetUtcNow());
    }

    private ChaosEvent Event(string topic, string type, OrderModel order, DateTimeOffset at, object payload)
    {
        Span<byte> id = stackalloc byte[16];
        _random.NextBytes(id);
        return new ChaosEvent(
            topic,
            order.Id,
            JsonSerializer.SerializeToUtf8Bytes(new { eventId = new Guid(id), eventType = type, eventVersion = "1.0", timestamp = Text(at), correlationId = order.Id, payload }),
            at);
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private sealed record Script(Queue<ChaosEvent> Steps);
}
