using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Conformance.Support;

/// <summary>The cluster of a class of tests, and its broker.</summary>
public abstract class ConformanceFixture(bool isReal, bool usesOrleansSerializer) : IAsyncLifetime
{
    private IKafkaBroker? _broker;
    private ConformanceCluster? _cluster;

    public ConformanceCluster Cluster
    {
        get
        {
            Skip.If(_cluster is null, RealKafka.SkipReason);
            return _cluster!;
        }
    }

    public async Task InitializeAsync()
    {
        if (isReal && RealKafka.SkipReason is not null)
        {
            return;
        }

        _broker = isReal ? await RealKafka.StartAsync() : EmbeddedKafka.Start(new EmbeddedKafkaOptions { KeepRecords = 100_000 });
        _cluster = await ConformanceCluster.StartAsync(_broker, usesOrleansSerializer);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }
}

/// <summary>On the embedded broker, as JSON.</summary>
public sealed class EmbeddedJsonFixture() : ConformanceFixture(isReal: false, usesOrleansSerializer: false);

/// <summary>On the embedded broker, by Orleans' serializer.</summary>
public sealed class EmbeddedOrleansFixture() : ConformanceFixture(isReal: false, usesOrleansSerializer: true);

/// <summary>On a real broker, as JSON.</summary>
public sealed class RealJsonFixture() : ConformanceFixture(isReal: true, usesOrleansSerializer: false);

/// <summary>On a real broker, by Orleans' serializer.</summary>
public sealed class RealOrleansFixture() : ConformanceFixture(isReal: true, usesOrleansSerializer: true);
