namespace Orleans.Streaming.Kafka.Tests.Receivers;

[Alias("test.IGuidGrain")]
public interface IGuidGrain : IGrainWithGuidKey, ICancellableEventReceiver;

[Alias("test.IIntegerGrain")]
public interface IIntegerGrain : IGrainWithIntegerKey, ICancellableEventReceiver;

[Alias("test.IGuidCompoundGrain")]
public interface IGuidCompoundGrain : IGrainWithGuidCompoundKey, ICancellableEventReceiver;

[Alias("test.IIntegerCompoundGrain")]
public interface IIntegerCompoundGrain : IGrainWithIntegerCompoundKey, ICancellableEventReceiver;
