using Orleans.Streaming.Kafka.Testing;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>A real broker for one test, with empty topics; the test skips with the reason where none can be started.</summary>
internal static class RealBroker
{
    public static async Task<RealKafka> StartAsync()
    {
        Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
        return await RealKafka.StartAsync();
    }
}
