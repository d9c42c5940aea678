using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>One entity of a test: its events' names begin with its key and a colon, and its topic is its own.</summary>
internal sealed class TestEntity(TestCluster cluster, ITestGrain grain, string key)
{
    private readonly string _prefix = key + ":";

    public ITestGrain Grain => grain;

    public GrainId Id => grain.GetGrainId();

    public string Topic => "in-" + key;

    public string[] Published => cluster.Publisher.PublishedBy(_prefix);

    public OutgoingEvent[] PublishedEvents => cluster.Publisher.EventsBy(_prefix);

    public ReceivedEvent Record(long offset, string? name = null, string what = "add", int outputs = 0, int partition = 0, int epoch = 0) => Deliveries.Record(
        Deliveries.Event(_prefix + (name ?? $"{partition}-{offset}"), what, outputs),
        Deliveries.At(offset, Topic, partition, epoch: epoch));

    public ValueTask<BatchOutcome> Deliver(params ReceivedEvent[] records) => grain.Receive(Deliveries.Batch(records));

    public void FailNextPublish(PublishFault fault) => cluster.Publisher.FailNext(_prefix, fault);

    public void FailNextWrite(WriteFault fault) => cluster.Storage.FailNextWrite(Id, fault);

    public TaskCompletionSource HoldPublishing() => cluster.Publisher.Hold(_prefix);

    public void Commit(long offset, int partition = 0) => cluster.Offsets.Commit(Topic, partition, offset);

    public string EventId(string name) => _prefix + name;

    /// <summary>What was applied, durably; empty where nothing is stored.</summary>
    public async Task<string[]> Log() => [.. (await grain.Log() ?? []).Select(name => name[_prefix.Length..])];

    public string[] PublishedNames => [.. Published.Select(name => name[_prefix.Length..])];

    /// <summary>Ends the activation and waits until it has ended.</summary>
    public async Task Deactivate()
    {
        await grain.Leave();
        await Eventually.True(() => cluster.Activations.LiveOf(key) == 0, $"the activation of {key} to end");
    }
}
