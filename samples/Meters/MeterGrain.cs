using Orleans.Concurrency;
using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Meters;

[Alias("meters.IMeterGrain")]
public interface IMeterGrain : IEventReceiver
{
    [AlwaysInterleave, Alias("Get")]
    ValueTask<MeterState?> Get();
}

internal sealed class MeterGrain(EventProcessing processing) : EventProcessorGrain<MeterState>("meter", MeterRules.Apply, processing), IMeterGrain
{
    public ValueTask<MeterState?> Get() => new(Read());
}
