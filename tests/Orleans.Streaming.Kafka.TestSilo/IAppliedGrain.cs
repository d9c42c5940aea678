namespace Orleans.Streaming.Kafka.TestSilo;

/// <summary>Gets an entity's events.</summary>
[Alias("testsilo.IAppliedGrain")]
public interface IAppliedGrain : IEventReceiver;
