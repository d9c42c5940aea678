using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

public sealed class MembershipTimingsTests
{
    [Fact]
    public void Warning_WithTheDefaults_IsNone() =>
        Assert.Null(MembershipTimings.Warning(new KafkaStreamOptions(), new ClusterMembershipOptions()));

    [Theory]
    [InlineData(10, 3, 30)]
    [InlineData(10, 3, 10)]
    public void Warning_WhenASiloIsFoundDeadNoSoonerThanItsPartitionsMove_NamesBothSettings(int probe, int limit, int session)
    {
        var warning = MembershipTimings.Warning(new KafkaStreamOptions { SessionTimeout = TimeSpan.FromSeconds(session) }, new ClusterMembershipOptions { ProbeTimeout = TimeSpan.FromSeconds(probe), NumMissedProbesLimit = limit });

        Assert.Contains("ProbeTimeout × NumMissedProbesLimit = 00:00:10 × 3 = 00:00:30", warning, StringComparison.Ordinal);
        Assert.Contains($"SessionTimeout = 00:00:{session}", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Warning_WhenNobodyLooks_IsGiven() =>
        Assert.Contains("LivenessEnabled", MembershipTimings.Warning(new KafkaStreamOptions { SessionTimeout = TimeSpan.FromSeconds(30) }, new ClusterMembershipOptions { LivenessEnabled = false }), StringComparison.Ordinal);

    [Fact]
    public async Task Start_WhenTheTimingsAreWrong_Warns()
    {
        await using var broker = EmbeddedKafka.Start(new EmbeddedKafkaOptions());
        broker.CreateTopic("t", 1);

        await using var host = await ProviderHost.StartAsync(silo =>
        {
            silo.Configure<ClusterMembershipOptions>(o => o.ProbeTimeout = TimeSpan.FromSeconds(20));
            silo.AddKafkaStreams("p", kafka => kafka
                .Configure(o => (o.Connection, o.GroupId, o.AllowFewerReplicas) = (new KafkaConnection { BootstrapServers = broker.BootstrapServers }, "g", true))
                .Topic("t", t => t.DeliverTo<IProbeGrain>()));
        });

        Assert.Contains(host.Log.AtLeast(LogLevel.Warning), line => line.Contains("ProbeTimeout", StringComparison.Ordinal) && line.Contains("SessionTimeout", StringComparison.Ordinal));
    }
}
