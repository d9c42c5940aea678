using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>A test with a topic and a group of its own on the real broker.</summary>
public abstract class RealGroupTest(Func<RealKafka> broker) : IDisposable
{
    private TopicAdmin? _admin;

    protected RealKafka Broker => broker();

    protected string Topic { get; } = $"t-{Guid.NewGuid():N}";

    protected string Group { get; } = $"g-{Guid.NewGuid():N}";

    private protected TopicAdmin Admin => _admin ??= new TopicAdmin(Broker);

    public void Dispose()
    {
        _admin?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<KafkaSilo> StartAsync(Action<KafkaStreamOptions>? configure = null, Action<KafkaStreamsBuilder>? build = null, bool awaitReady = true, Probe? probe = null) =>
        await KafkaSilo.StartAsync(Broker, Group, [Topic], configure, build, awaitReady, probe);

    private protected async Task AwaitCommittedAsync(int partition, long offset)
    {
        long? found = null;
        for (var i = 0; i < 1_200 && found != offset; i++)
        {
            found = (await GroupReader.CommittedAsync(Broker, Group, Topic, partition + 1))[partition];
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Equal(offset, found);
    }

    private protected static IEnumerable<(string Key, string Text)> Records(int from, int count, string key = "k") =>
        Enumerable.Range(from, count).Select(i => (key, $"{i}"));

    private protected static IEnumerable<string> Texts(int from, int count) => Enumerable.Range(from, count).Select(i => $"{i}");
}
