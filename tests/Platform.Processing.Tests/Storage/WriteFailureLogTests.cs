using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Platform.Persistence;

namespace Platform.Processing.Tests.Storage;

public sealed class WriteFailureLogTests
{
    [Fact]
    public void Failures_AreLoggedOnceAMinuteWithTheirCount_AndConflictsApart()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var (time, logger) = (new FakeTimeProvider(), new Lines());
        var log = new WriteFailureLog(new ProcessingMetrics(services.GetRequiredService<IMeterFactory>()), time, logger);
        var conflict = new InconsistentStateException("changed", "1", "0");

        for (var second = 0; second < 120; second++)
        {
            log.Add(Rules, conflict);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        log.Add(Rules, new PersistenceException("away", isTransient: true));

        Assert.Equal(
            [
                "test/a was changed by another silo in the meantime; it leaves the memory here and the delivery is retried (1 such writes since this was last logged).",
                "test/a was changed by another silo in the meantime; it leaves the memory here and the delivery is retried (60 such writes since this was last logged).",
                "test/a could not be written; it leaves the memory and the delivery is retried (1 such writes since this was last logged).",
            ],
            logger.Written);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }

    private static EntityRules Rules { get; } = new("test", "test/a", null!, 1, null!);
}
