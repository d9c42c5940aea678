using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Topics;

public sealed class TopicGuardTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogCapture _log = new();
    private readonly ILoggerFactory _loggers;
    private readonly GroupStatus _status;
    private readonly TopicGuard _guard;
    private Func<TopicFindings> _answer = static () => throw new KafkaStreamException("broker away", isTransient: true);
    private int _asked;

    public TopicGuardTests()
    {
        _loggers = LoggerFactory.Create(b => b.AddProvider(_log).SetMinimumLevel(LogLevel.Trace));
        _status = new GroupStatus("g", new GroupAssignment(), new ClientReport("g", new KafkaConnection { BootstrapServers = "localhost:1" }, _time, _loggers.CreateLogger<ClientReport>()));
        _status.Assigned();
        _guard = new TopicGuard(
            "p",
            async _ =>
            {
                await Task.Yield();
                Interlocked.Increment(ref _asked);
                return _answer();
            },
            _status,
            _time,
            _loggers.CreateLogger<TopicGuard>());
    }

    public void Dispose()
    {
        _guard.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public async Task Start_WhenATopicIsWrong_IsRejected()
    {
        _answer = static () => new TopicFindings(["topic \"t\" does not exist"], []);

        var problem = await Assert.ThrowsAsync<OrleansConfigurationException>(() => _guard.StartingAsync(CancellationToken.None));

        Assert.Contains("\"p\": topic \"t\" does not exist", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenOnlyWarningsAreFound_LogsThemAndGoesOn()
    {
        _answer = static () => new TopicFindings([], ["topic \"t.dlq\" does not exist"]);

        await _guard.StartingAsync(CancellationToken.None);

        Assert.Contains(_log.Entries, e => e.Level == LogLevel.Warning && e.Message.Contains("t.dlq", StringComparison.Ordinal));
        Assert.True(_status.IsReady, _status.Detail);
    }

    [Fact]
    public async Task BrokerAwayAtStart_WhenATopicIsMissingAsItReturns_IsNotReadyUntilTheTopicIsThere()
    {
        await _guard.StartingAsync(CancellationToken.None);
        Assert.True(_status.IsReady, "A broker that can't tell is the consumer's to report.");

        _answer = static () => new TopicFindings(["topic \"t\" does not exist"], []);
        await AskedAgainAsync(() => !_status.IsReady);
        Assert.Contains("topic \"t\" does not exist", _status.Detail, StringComparison.Ordinal);
        await AskedAgainAsync(() => _asked > 4);
        Assert.Single(_log.Entries, e => e.Level == LogLevel.Error);

        _answer = static () => new TopicFindings([], ["a warning"]);
        await AskedAgainAsync(() => _log.Entries.Any(e => e.Message.Contains("as they must be now", StringComparison.Ordinal)));
        Assert.True(_status.IsReady, _status.Detail);
        Assert.Contains(_log.Entries, e => e.Message.Contains("a warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BrokerAwayAtStart_WhenACheckFailsForAnotherReason_IsReportedAndRepeated()
    {
        await _guard.StartingAsync(CancellationToken.None);

        _answer = static () => throw new FormatException("no number");
        await AskedAgainAsync(() => _log.Entries.Any(e => e.Level == LogLevel.Error && e.Message.Contains("is repeated", StringComparison.Ordinal)));
        _answer = static () => new TopicFindings([], ["found"]);

        await AskedAgainAsync(() => _log.Entries.Any(e => e.Message.Contains("found", StringComparison.Ordinal)));
    }

    private Task AskedAgainAsync(Func<bool> until) => Eventually.Async(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return until();
        },
        () => $"{_asked} times asked; {_status.Detail}");
}
