namespace Platform.Persistence.Tests.Support;

/// <summary>Grain keys that a careless storage gets wrong.</summary>
public static class UnusualKeys
{
    public static TheoryData<string> All { get; } = new()
    {
        "'; DROP TABLE grain_state; --",
        "order/1", "order+1", "a b\tc\n", "Zürich-Заказ-注文-🛒", "%_*?", "nul\0inside", "nul\0other", new string('k', 6_000),
    };
}
