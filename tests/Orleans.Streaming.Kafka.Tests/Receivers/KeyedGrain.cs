using System.Globalization;
using System.Text;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Receivers;

/// <summary>Notes what it is given under its key, as it reads that itself.</summary>
public sealed class KeyedGrain(Probe probe) : Grain, IGuidGrain, IIntegerGrain, IGuidCompoundGrain, IIntegerCompoundGrain
{
    public ValueTask<BatchOutcome> Receive(EventBatch batch, CancellationToken cancellationToken)
    {
        foreach (var received in batch.Events)
        {
            probe.Note(Key, Encoding.UTF8.GetString((byte[])received.Value), received.Position);
        }

        return ValueTask.FromResult(BatchOutcome.Done);
    }

    private string Key
    {
        get
        {
            var id = this.GetGrainId();
            var (key, extension) = id.TryGetGuidKey(out var guid, out var ofGuid)
                ? (guid.ToString(), ofGuid)
                : (id.GetIntegerKey(out var ofInteger).ToString(CultureInfo.InvariantCulture), ofInteger);
            return extension is null ? key : $"{key} and {extension}";
        }
    }
}
