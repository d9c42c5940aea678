using System.Text.Json;

namespace Benchmarks;

/// <summary>Whether the outputs in the topic are exactly those of a script: each order's creation and payment once, with its amount and its user. One thread.</summary>
internal sealed class OutputCheck(OrderScript script)
{
    private readonly byte[] _seen = new byte[script.Orders];
    private readonly List<string> _faults = [];
    private long _count;
    private long _faultCount;

    /// <summary>Payments whose output names no user, as their order was not created yet. The peers may; the shop defers.</summary>
    public long WithoutUser { get; private set; }

    /// <summary>What is not exact, or null.</summary>
    /// <param name="isPartial">Whether outputs may be missing: the job was interrupted.</param>
    /// <param name="mayLackUser">Whether a payment may come without a user.</param>
    public string? Fault(bool isPartial, bool mayLackUser)
    {
        if (!isPartial && _seen.Count(seen => seen != 3) is var incomplete and > 0)
        {
            Add($"{incomplete} orders lack an output");
        }

        if (!mayLackUser && WithoutUser > 0)
        {
            Add($"{WithoutUser} outputs lack their user");
        }

        return _faultCount == 0 ? null : $"{string.Join("; ", _faults)} ({_faultCount} faults in {_count} outputs)";
    }

    /// <summary>Takes an output.</summary>
    public void Add(byte[] value)
    {
        _count++;
        using var json = JsonDocument.Parse(value);
        var payload = json.RootElement.GetProperty("payload");
        var id = payload.GetProperty("orderId").GetString();
        var order = script.IndexOf(id);
        if (order < 0)
        {
            Add($"an output is for {id}");
            return;
        }

        var bit = payload.GetProperty("what").GetString() switch
        {
            "created" or "order.created" => 1,
            "paid" or "payment.processed" => 2,
            _ => 0,
        };
        if (bit == 0 || (_seen[order] & bit) != 0)
        {
            Add($"{id}: {payload.GetProperty("what")} is there twice, or is none");
        }

        _seen[order] |= (byte)bit;
        CheckContent(payload, order, isPayment: bit == 2);
    }

    private void CheckContent(JsonElement payload, int order, bool isPayment)
    {
        var user = payload.TryGetProperty("userId", out var text) ? text.GetString() : null;
        if (user is null && isPayment)
        {
            WithoutUser++;
        }
        else if (user != script.UserId(order))
        {
            Add($"{script.OrderId(order)}: user {user}");
        }

        if (payload.GetProperty("amount").GetDecimal() is var amount && amount != OrderScript.Amount(order))
        {
            Add($"{script.OrderId(order)}: amount {amount}");
        }
    }

    private void Add(string fault)
    {
        _faultCount++;
        if (_faults.Count < 3)
        {
            _faults.Add(fault);
        }
    }
}
