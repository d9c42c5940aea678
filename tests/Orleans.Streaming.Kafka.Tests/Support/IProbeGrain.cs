namespace Orleans.Streaming.Kafka.Tests.Support;

[Alias("test.IProbeGrain")]
public interface IProbeGrain : IEventReceiver;
