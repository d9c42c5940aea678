namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

[Alias("test.IImplicitGrain")]
public interface IImplicitGrain : IGrainWithStringKey
{
    [Alias("Deactivate")]
    Task Deactivate();
}
