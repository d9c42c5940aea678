using Shop.Gateway.Analytics;

namespace Shop.Gateway.Tests.Hosting;

internal sealed class TestShards(params string[] keys) : IAnalyticsShards
{
    public ValueTask<IReadOnlyList<string>> GetKeysAsync(CancellationToken cancellationToken) => new(keys);
}
