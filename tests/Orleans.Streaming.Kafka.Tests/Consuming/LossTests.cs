using System.Text;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Consuming;

/// <summary>Partitions that were taken away without asking.</summary>
public sealed class LossTests : IAsyncLifetime
{
    private const KafkaErrorCode UnknownMember = (KafkaErrorCode)25;

    private readonly EmbeddedKafka _broker = EmbeddedKafka.Start(new EmbeddedKafkaOptions());
    private readonly LogCapture _log = new();

    public Task InitializeAsync()
    {
        _broker.CreateTopic("t", 1);
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _broker.DisposeAsync().AsTask();

    [Fact]
    public async Task Loss_OfWhatIsFinishedAndNotCommitted_CommitsNothing_AndDeliversItAgain()
    {
        await using var silo = await KafkaSilo.StartAsync(_broker, "g", ["t"], o => o.CommitInterval = TimeSpan.FromMinutes(1), _log.AddTo);
        await SendAsync(silo, "first");
        await Eventually.Async(
            () =>
            {
                _ = silo.Group.Services.RequestCommitAsync();
                return silo.Group.Progress().Sum(p => p.Committed) == 1;
            },
            () => $"{silo.Probe.Count} delivered, {silo.Group.Progress().Sum(p => p.Committed)} committed");
        // Tried once this completes: no request is left that would commit the second.
        await silo.Group.Services.RequestCommitAsync();
        await SendAsync(silo, "second");
        await Eventually.Async(() => silo.Probe.Count == 2, () => $"{silo.Probe.Count} delivered");

        _broker.FailNext(KafkaApi.Heartbeat, UnknownMember);

        await Eventually.Async(() => silo.Probe.TextsOf("k").Count >= 3, () => $"{string.Join(", ", silo.Probe.TextsOf("k"))}; {LastLines()}");
        Assert.Equal("first", silo.Probe.TextsOf("k")[0]);
        Assert.All(silo.Probe.TextsOf("k").Skip(1), text => Assert.Equal("second", text));
        Assert.Contains(_log.Entries, e => e.Message.Contains("lost 1 partitions", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Entries, e => e.Message.Contains("handed over", StringComparison.Ordinal));
    }

    private static async Task SendAsync(KafkaSilo silo, string text)
    {
        var results = await silo.Producer.SendManyAsync([new KafkaMessage { Topic = "t", Key = "k"u8.ToArray(), Value = Encoding.UTF8.GetBytes(text) }]);
        Assert.All(results, r => Assert.Null(r.Error));
    }

    private string LastLines() => string.Join('\n', _log.Entries.TakeLast(10).Select(e => e.Message));
}
