using System.Text;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Notes every event it is given in the silo's <see cref="Probe"/>.</summary>
public sealed class ProbeGrain(Probe probe) : Grain, IProbeGrain
{
    private const string Parked = "refuse and park ";

    public async ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        var key = this.GetPrimaryKeyString();
        await probe.BeforeAsync(key, batch);
        var refused = new List<RejectedEvent>();
        for (var i = 0; i < batch.Events.Length; i++)
        {
            var e = batch.Events[i];
            var text = e.Value is Tombstone ? "(tombstone)" : Encoding.UTF8.GetString((byte[])e.Value);
            if (text.StartsWith("refuse", StringComparison.Ordinal))
            {
                refused.Add(new RejectedEvent(i, "test-refusal", text) { Sequence = text.StartsWith(Parked, StringComparison.Ordinal) ? long.Parse(text.AsSpan(Parked.Length)) : null });
            }

            probe.Note(key, text, e.Position);
        }

        return refused.Count == 0 ? BatchOutcome.Done : new BatchOutcome { Rejected = [.. refused] };
    }
}
