namespace Shop.EndToEnd.Tests.Support;

/// <summary>A silo that is ready, the address of its broker, and a producer outside of it.</summary>
internal sealed class RunningPlatform(PlatformUnderTest platform, string bootstrapServers) : IAsyncDisposable
{
    /// <summary>What an order is compared by.</summary>
    public static readonly string[] OrderFields = ["status", "amount", "paid", "eventsApplied"];

    /// <summary>What a user is compared by.</summary>
    public static readonly string[] UserFields = ["orders", "cancelled", "spent", "ordered"];

    public PlatformUnderTest Platform => platform;

    public string BootstrapServers => bootstrapServers;

    public Publisher Publisher { get; } = new(bootstrapServers);

    /// <summary>Waits until an order has this status, amount, paid sum and number of events.</summary>
    public Task AwaitOrderAsync(string order, string expected) =>
        Eventually.EqualAsync(expected, () => platform.FieldsAsync($"/orders/{order}", OrderFields));

    /// <summary>Waits until a group has committed everything that is in the topics now: all of it had its effects.</summary>
    public Task AwaitGroupAtEndAsync(string group, params string[] topics) => Groups.AwaitAtEndAsync(bootstrapServers, group, 120, topics);

    public async ValueTask DisposeAsync()
    {
        await Publisher.DisposeAsync();
        await platform.DisposeAsync();
    }
}
