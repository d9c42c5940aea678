using Orleans.Storage;
using Orleans.Streaming.Kafka;
using Platform.Persistence;

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

    public ReceivedEvent Record(long offset, string? name = null, string what = "add", int outputs = 0, int partition = 0, int epoch = 0, string? text = null) => Deliveries.Record(
        Deliveries.Event(_prefix + (name ?? $"{partition}-{offset}"), what, outputs, text is null ? null : _prefix + text),
        Deliveries.At(offset, Topic, partition, epoch: epoch));

    public ValueTask<BatchOutcome> Deliver(params ReceivedEvent[] records) => grain.Receive(Deliveries.Batch(records));

    public void FailNextPublish(PublishFault fault) => cluster.Publisher.FailNext(_prefix, fault);

    public void FailNextWrite(WriteFault fault, int skip = 0) => cluster.Storage.FailNextWrite(Id, fault, skip);

    /// <summary>Writes whose state holds this text are rejected for good.</summary>
    public void RefuseWritesOf(string text) => cluster.Storage.Refuse(Id, text);

    /// <summary>The output of this name is rejected for good.</summary>
    public void RejectOutput(string name) => cluster.Publisher.Refuse(_prefix + name);

    /// <summary>The output of this name is taken from now on.</summary>
    public void MendOutput(string name) => cluster.Publisher.Mend(_prefix + name);

    /// <summary>Questions for what is committed of this entity's topic wait.</summary>
    public TaskCompletionSource HoldOffsets() => cluster.Offsets.Hold(Topic);

    /// <summary>What was dropped, in order.</summary>
    public async Task<ParkedEvent[]> Dropped() => await cluster.Directory.Dropped(Id.Type.ToString()!, key, 0, 1_000);

    /// <summary>What is stored of what was dropped, in order.</summary>
    public Task<IReadOnlyList<ParkedRecord>> DroppedRecords() => cluster.Storage.ReadDroppedAsync(EventProcessing.StateName, Id, 0, 1_000);

    /// <summary>How many writes are still to be skipped or to fail.</summary>
    public int WritesToFail => cluster.Storage.WritesToFail(Id);

    public TaskCompletionSource HoldPublishing() => cluster.Publisher.Hold(_prefix);

    public void Commit(long offset, int partition = 0) => cluster.Offsets.Commit(Topic, partition, offset);

    /// <summary>The names of what is parked, in order.</summary>
    public async Task<string[]> Parked() => [.. (await cluster.Directory.Parked(Id.Type.ToString()!, key, 0, 1_000)).Select(record => record.EventId![_prefix.Length..])];

    public ValueTask<QuarantinedEntity?> Quarantine() => cluster.Directory.Find(Id.Type.ToString()!, key);

    public void Fix(string name, string what = "add") => cluster.Records.Fix(EventId(name), what);

    /// <summary>Waits until the entity is live.</summary>
    public Task WhenLive() => Eventually.HoldsAsync(async () => await Quarantine() is null, $"{key} to be live");

    /// <summary>Waits until no redrive is under way, waking what lies idle as a silo does.</summary>
    public Task WhenRedriveEnds() => Eventually.HoldsAsync(
        async () =>
        {
            if (await Quarantine() is not { IsRedriving: true })
            {
                return true;
            }

            await UnlessLost(grain.ContinueRedrive().AsTask());
            return false;
        },
        $"the redrive of {key} to end");

    /// <summary>Asks for a redrive; the activation may end with a write that fails.</summary>
    public Task Redrive() => UnlessLost(grain.Redrive().AsTask());

    public string EventId(string name) => _prefix + name;

    /// <summary>What was applied, durably; empty where nothing is stored.</summary>
    public async Task<string[]> Log() => [.. (await grain.Log() ?? []).Select(name => name[_prefix.Length..])];

    public string[] PublishedNames => [.. Published.Select(name => name[_prefix.Length..])];

    /// <summary>Ends the activation and waits until it has ended. The silo remembers nothing of it, as after a restart.</summary>
    public async Task Deactivate()
    {
        await grain.Leave();
        await Eventually.Async(() => cluster.Activations.LiveOf(key) == 0, $"the activation of {key} to end");
        cluster.SettledRows.Take(grain.GetGrainId());
    }

    private static async Task UnlessLost(Task asked)
    {
        try
        {
            await asked;
        }
        catch (Exception exception) when (exception is IOException or DeliveryDeferredException or InconsistentStateException)
        {
            // The activation ended with a failed write.
        }
    }
}
