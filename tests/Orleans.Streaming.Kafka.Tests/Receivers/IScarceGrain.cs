namespace Orleans.Streaming.Kafka.Tests.Receivers;

/// <summary>Implemented by as many classes as a test leaves in its silos.</summary>
[Alias("test.IScarceGrain")]
public interface IScarceGrain : IEventReceiver;
