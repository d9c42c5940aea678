using System.Text;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Receivers;

public sealed class FirstScarceGrain(Probe probe) : Grain, IScarceGrain
{
    public ValueTask<BatchOutcome> Receive(EventBatch batch)
    {
        foreach (var received in batch.Events)
        {
            probe.Note(this.GetPrimaryKeyString(), Encoding.UTF8.GetString((byte[])received.Value), received.Position);
        }

        return ValueTask.FromResult(BatchOutcome.Done);
    }
}
