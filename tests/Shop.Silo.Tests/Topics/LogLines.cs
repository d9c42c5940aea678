using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Shop.Silo.Tests.Topics;

/// <summary>Keeps what is logged, as <c>Level: text</c>. Thread-safe.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    public ConcurrentQueue<string> All { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        All.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
