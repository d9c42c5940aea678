using System.Text.Json;

namespace Benchmarks;

/// <summary>Whether the shop's notifications are exactly those of a script: each order's creation and payment once. One thread.</summary>
internal sealed class NotificationCheck(OrderScript script)
{
    private readonly byte[] _seen = new byte[script.Orders];
    private long _twice;

    /// <summary>What is not exact, or null.</summary>
    public string? Fault => (_twice, _seen.Count(seen => seen != 3)) switch
    {
        (0, 0) => null,
        var (twice, missing) => $"notifications: {twice} twice or of no order, {missing} orders lack one",
    };

    /// <summary>Takes a notification.</summary>
    public void Add(byte[] value)
    {
        using var json = JsonDocument.Parse(value);
        var payload = json.RootElement.GetProperty("payload");
        var order = script.IndexOf(payload.GetProperty("orderId").GetString());
        var bit = (byte)(payload.GetProperty("kind").GetString()!.Contains("paid", StringComparison.OrdinalIgnoreCase) ? 2 : 1);
        if (order < 0 || (_seen[order] & bit) != 0)
        {
            _twice++;
        }
        else
        {
            _seen[order] |= bit;
        }
    }
}
