using System.Text;
using Orleans.Placement;

namespace Orleans.Streaming.Kafka.TestSilo;

/// <summary>
/// Notes each event in the <see cref="AppliedLog"/> as its effect. It lives on any silo of the cluster, and now and then on
/// another one than before.
/// </summary>
[RandomPlacement]
public sealed class AppliedGrain(TestSiloOptions options, AppliedLog log) : Grain, IAppliedGrain
{
    /// <summary>What the names of entities begin with that answer only once <see cref="TestSiloOptions.ReleaseFile"/> is there.</summary>
    public const string SlowPrefix = "slow";

    /// <summary>Where a call says which silo makes it.</summary>
    public const string Deliverer = "deliverer";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private int _batches;

    /// <inheritdoc/>
    public async ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var entity = this.GetPrimaryKeyString();
        var deliverer = (string)RequestContext.Get(Deliverer)!;
        log.Write(entity, deliverer, batch.Events.Select(e => (Encoding.UTF8.GetString((byte[])e.Value), e.Position)));
        if (entity.StartsWith(SlowPrefix, StringComparison.Ordinal))
        {
            await AwaitReleaseAsync();
        }

        if (++_batches == options.BatchesPerActivation)
        {
            DeactivateOnIdle();
        }

        return BatchOutcome.Done;
    }

    private async Task AwaitReleaseAsync()
    {
        while (!File.Exists(options.ReleaseFile))
        {
            await Task.Delay(Step, TimeProvider.System);
        }
    }
}
