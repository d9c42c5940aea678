using Shop.Gateway.Analytics;

namespace Platform.Gateway.Tests.Hosting;

internal sealed class TestShards(params string[] keys) : IAnalyticsShards
{
    public ValueTask<IReadOnlyList<string>> GetKeysAsync(CancellationToken cancellationToken) => new(keys);
}
