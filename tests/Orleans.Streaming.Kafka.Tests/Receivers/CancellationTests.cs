using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Receivers;

/// <summary>The token of a call, when the assignment of its partition ends.</summary>
public sealed class CancellationTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [Fact]
    public async Task Revoked_CancelsTheCallsOfItsPartition_AndNoOther_AndCommitsNothingOfThem()
    {
        var calls = new PatientCalls();
        await using var silo = await StartAsync(calls, partitions: 2);
        await SendAsync(silo, 0, 1);
        await Eventually.Async(() => calls.Begun.Count == 2, () => $"{calls.Begun.Count} begun");

        var others = new PatientCalls { AreEndless = false };
        await using var second = await JoinAsync(others);
        await Eventually.Async(() => others.Done.Count == 1 && calls.Cancelled.Count == 1, () => $"{others.Done.Count} done, {calls.Cancelled.Count} cancelled");

        Assert.Equal(others.Done.Single(), calls.Cancelled.Single());
        Assert.Empty(calls.Done);
        await CommittedAsync(1, partitions: 2);
        Assert.Equal(0, GroupReader.Ends(fixture.Broker, _topic + ".dlq", 2).Sum());
    }

    [Fact]
    public async Task Lost_CancelsTheCalls_AndTheirRecordsAreDeliveredAgain()
    {
        var calls = new PatientCalls();
        await using var silo = await StartAsync(calls, partitions: 1);
        await SendAsync(silo, 0);
        await Eventually.Async(() => calls.Begun.Count == 1, () => $"{calls.Begun.Count} begun");

        calls.AreEndless = false;
        silo.Group.Loop!.Rebuild("the test has it lost");

        await Eventually.Async(() => calls.Cancelled.Count == 1 && calls.Done.Count == 1, () => $"{calls.Cancelled.Count} cancelled, {calls.Done.Count} done");
        await CommittedAsync(1);
    }

    [Fact]
    public async Task SiloThatStops_CancelsTheCalls()
    {
        var calls = new PatientCalls();
        var silo = await StartAsync(calls, partitions: 1);
        await SendAsync(silo, 0);
        await Eventually.Async(() => calls.Begun.Count == 1, () => $"{calls.Begun.Count} begun");

        await silo.DisposeAsync();

        Assert.Equal(["k0"], calls.Cancelled);
        await CommittedAsync(0);
    }

    [Fact]
    public void InterfaceThatIsBothReceivers_OrHasNoKey_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new KafkaTopicBuilder("t").DeliverTo<IBoth>());
        Assert.Throws<ArgumentException>(() => new KafkaTopicBuilder("t").DeliverTo<IWithoutKey>());
        Assert.Throws<ArgumentException>(() => new KafkaTopicBuilder("t").DeliverTo<IKeyedReceiver>());
    }

    private async Task<KafkaSilo> StartAsync(PatientCalls calls, int partitions)
    {
        await fixture.Broker.CreateTopicAsync(_topic, partitions);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", partitions);
        return await JoinAsync(calls);
    }

    private Task<KafkaSilo> JoinAsync(PatientCalls calls) => KafkaSilo.StartAsync(
        fixture.Broker,
        _group,
        [],
        o => o.DrainTimeout = TimeSpan.FromMilliseconds(200),
        kafka => kafka.Topic(_topic, topic => topic.DeliverTo<IPatientGrain>()),
        configureSilo: silo => silo.Services.AddSingleton(calls));

    private async Task SendAsync(KafkaSilo silo, params int[] partitions) => await silo.Producer.SendManyAsync(
        [.. partitions.Select(p => new KafkaMessage { Topic = _topic, Partition = p, Key = Encoding.UTF8.GetBytes($"k{p}"), Value = [1] })]);

    private Task CommittedAsync(long sum, int partitions = 1) => Eventually.EqualAsync(sum, () => GroupReader.CommittedSumAsync(fixture.Broker, _group, _topic, partitions));

    [Alias("test.IBoth")]
    internal interface IBoth : IEventReceiver, ICancellableEventReceiver;

    [Alias("test.IWithoutKey")]
    internal interface IWithoutKey : ICancellableEventReceiver;
}
