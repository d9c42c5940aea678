using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Receivers;

/// <summary>Topics whose grain interface no class implements, or more than one.</summary>
public sealed class ReceiverTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private const int Records = 200;

    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [Fact]
    public async Task NoGrain_WaitsAndSaysSo_AndGoesOnOnceASiloThatHasItJoins()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 2);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 2);
        var (ports, cluster, probe) = (LoopbackPorts.Take(4), Guid.NewGuid().ToString("N"), new Probe());
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], build: kafka => kafka.Topic(_topic, t => t.DeliverTo<IScarceGrain>()), probe: probe, configureSilo: builder =>
        {
            builder.UseLocalhostClustering(ports[0], ports[1], serviceId: "tests", clusterId: cluster);
            Leave(builder);
        });

        await silo.Producer.SendManyAsync([.. Enumerable.Range(0, Records).Select(i => new KafkaMessage { Topic = _topic, Key = Encoding.UTF8.GetBytes($"k{i}"), Value = [.. "v"u8] })]);
        await Eventually.Async(() => silo.Status.Degraded?.Contains(nameof(IScarceGrain), StringComparison.Ordinal) == true, () => silo.Status.Degraded ?? silo.Status.Detail);
        var committed = await GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, 2);
        using var second = Join(ports, cluster, probe);
        await second.StartAsync();

        await Eventually.Async(() => probe.Count == Records, () => $"{probe.Count} delivered; {silo.Status.Degraded}", seconds: 60);
        Assert.Equal(0, committed);
        Assert.Equal(0, GroupReader.Ends(fixture.Broker, _topic + ".dlq", 2).Sum());
        Assert.Null(silo.Status.Degraded);
        await second.StopAsync();
    }

    [Fact]
    public async Task TwoGrains_AreRefusedAtStart()
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);

        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => KafkaSilo.StartAsync(fixture.Broker, _group, [], build: kafka => kafka.Topic(_topic, t => t.DeliverTo<IScarceGrain>())));

        Assert.Contains(_topic, error.Message, StringComparison.Ordinal);
        Assert.Contains("firstscarce", error.Message, StringComparison.Ordinal);
        Assert.Contains("secondscarce", error.Message, StringComparison.Ordinal);
        Assert.Contains("DefaultGrainType", error.Message, StringComparison.Ordinal);
    }

    private static IHost Join(int[] ports, string cluster, Probe probe)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(probe);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ports[2], ports[3], new IPEndPoint(IPAddress.Loopback, ports[0]), "tests", cluster);
            Leave(silo, typeof(FirstScarceGrain));
        });
        return builder.Build();
    }

    // Of the classes that implement the interface, a silo has these.
    private static void Leave(ISiloBuilder silo, params Type[] classes) => silo.Services.PostConfigure<GrainTypeOptions>(options =>
        options.Classes.RemoveWhere(type => typeof(IScarceGrain).IsAssignableFrom(type) && !classes.Contains(type)));
}
