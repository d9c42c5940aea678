using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Orleans.TestingHost;

namespace Platform.Processing.Tests;

/// <summary>What a database refuses for good, on the databases themselves.</summary>
public sealed class RealStoreTests
{
    private static readonly string Huge = new('x', 20_000);

    [SkippableTheory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Event_WhenTheDatabaseDoesNotTakeWhatItWrites_IsParkedAndRedrivenOnceItIsMended(string kind)
    {
        using var store = new RealStore(kind);
        var (publisher, records) = (new TestPublisher(), new TestRecords());
        await using var cluster = await StartAsync(store, publisher, records);
        var grain = cluster.Client.GetGrain<ITestGrain>("e");

        var outcome = await grain.Receive(Deliveries.Batch(Record(0, "a"), Record(1, "b", "write", Huge), Record(2, "c")));
        var parked = await Directory(cluster).Parked("test", "e", 0, 10);
        var quarantine = await Directory(cluster).Find("test", "e");
        records.Fix("e:b");
        await grain.Redrive();
        await Eventually.HoldsAsync(async () => await Directory(cluster).Find("test", "e") is null, "the entity to be live");

        Assert.Equal(["state-refused", "entity-quarantined"], outcome.Rejected.Select(rejected => rejected.ErrorType));
        Assert.Equal(["e:b", "e:c"], parked.Select(record => record.EventId!));
        Assert.Equal("state-refused", quarantine!.ErrorType);
        Assert.Equal(["e:a", "e:b", "e:c"], (await grain.Log())!);
        Assert.Equal(["e:a.0", "e:c.0"], publisher.PublishedBy("e:"));
    }

    [SkippableTheory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Output_WhenKafkaRefusesItForGood_IsKeptInTheDatabase(string kind)
    {
        using var store = new RealStore(kind);
        var publisher = new TestPublisher();
        publisher.Refuse("e:a.0");
        await using var cluster = await StartAsync(store, publisher, new TestRecords());
        var grain = cluster.Client.GetGrain<ITestGrain>("e");

        var outcome = await grain.Receive(Deliveries.Batch(Record(0, "a"), Record(1, "b")));

        Assert.Empty(outcome.Rejected);
        Assert.Equal(["e:b.0"], publisher.PublishedBy("e:"));
        Assert.Equal(("output-refused", 1L), (await Directory(cluster).Find("test", "e")) is { } found ? (found.ErrorType, found.RejectedOutputs) : default);
        var record = Assert.Single(await Directory(cluster).Dropped("test", "e", 0, 10));
        Assert.Equal(("output-refused", 1L), (record.ErrorType, record.Sequence));
        Assert.True(record.Bytes > 0, "an empty record");
        publisher.Mend("e:a.0");
        Assert.Equal(1, await grain.Redrive());
        Assert.Null(await Directory(cluster).Find("test", "e"));
        Assert.Empty(await Directory(cluster).Dropped("test", "e", 0, 10));
    }

    private static IQuarantineDirectory Directory(InProcessTestCluster cluster) => cluster.Client.GetGrain<IQuarantineDirectory>(0);

    private static ReceivedEvent Record(long offset, string name, string what = "add", string? text = null) =>
        Deliveries.Record(Deliveries.Event("e:" + name, what, outputs: text is null ? 1 : 0, text), Deliveries.At(offset));

    private static async Task<InProcessTestCluster> StartAsync(RealStore store, TestPublisher publisher, TestRecords records)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            store.AddTo(silo, stateBytesMax: 8_000);
            silo.Services.AddSingleton<IOutputPublisher>(publisher);
            silo.Services.AddSingleton<ICommittedOffsets>(new TestOffsets());
            silo.Services.AddSingleton<ITopicProgress>(new TestProgress());
            silo.Services.AddSingleton(new Activations());
            silo.Services.AddSingleton(new TestActions());
            silo.Services.AddSingleton<ParkedRecordReader>(records.Read);
            silo.Services.AddEventProcessing(TestEvents.Catalog);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
