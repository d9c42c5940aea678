namespace Orleans.Streaming.Kafka.Tests.Receivers;

[Alias("test.IPatientGrain")]
public interface IPatientGrain : IGrainWithStringKey, ICancellableEventReceiver;
