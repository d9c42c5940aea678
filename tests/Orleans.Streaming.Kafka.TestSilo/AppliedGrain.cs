using System.Text;

namespace Orleans.Streaming.Kafka.TestSilo;

/// <summary>Notes each event in the <see cref="AppliedLog"/> as its effect.</summary>
public sealed class AppliedGrain(AppliedLog log) : Grain, IAppliedGrain
{
    /// <inheritdoc/>
    public ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        log.Write(this.GetPrimaryKeyString(), batch.Events.Select(e => (Encoding.UTF8.GetString((byte[])e.Value), e.Position)));
        return ValueTask.FromResult(BatchOutcome.Done);
    }
}
