using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting;

/// <summary>A built application. Disposing ends it, and removes what is not meant to outlive the process.</summary>
internal sealed partial class PlatformHost : IAsyncDisposable
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(10);

    private readonly Func<Exception, PlatformConfigurationException?> _explain;
    private readonly Action _started;
    private readonly Func<ValueTask> _dispose;
    private StopLimit? _limit;

    /// <param name="app">The application.</param>
    /// <param name="explain">What a failed start means to the person who configured it, or null.</param>
    /// <param name="started">Called once it runs.</param>
    /// <param name="dispose">Ends what the application runs on.</param>
    public PlatformHost(WebApplication app, Func<Exception, PlatformConfigurationException?> explain, Action started, Func<ValueTask> dispose)
    {
        App = app;
        _explain = explain;
        _started = started;
        _dispose = dispose;
    }

    public WebApplication App { get; }

    /// <summary>Starts it.</summary>
    /// <param name="stop">Gives up the start.</param>
    /// <exception cref="PlatformConfigurationException">It can't start with these settings.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it ran.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        try
        {
            await App.StartAsync(stop);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Whatever the parts made of it.
            throw new OperationCanceledException(stop);
        }
        catch (Exception exception) when (_explain(exception) is { } refusal)
        {
            await LeaveAsync();
            throw new PlatformConfigurationException(refusal.Problems);
        }

        _started();
    }

    /// <summary>Runs it until it is stopped. From then on the process lasts <see cref="StopLimit.Max"/> at most.</summary>
    /// <param name="stop">Gives up the start.</param>
    /// <exception cref="IncompleteDrainException">Not all was drained.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await StartAsync(stop);
        var groups = App.Services.GetServices<IKafkaGroupStatus>().ToArray();
        string? NotDrained() => groups.Select(group => group.NotDrained).OfType<string>().ToArray() is { Length: > 0 } left ? string.Join("; ", left) : null;
        _limit = new StopLimit(NotDrained, Console.Error, Environment.Exit, TimeProvider.System);
        using var stopping = App.Lifetime.ApplicationStopping.Register(_limit.Begin);
        try
        {
            await App.WaitForShutdownAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // A part did not stop in time; what that means to records is asked of the groups.
            LogPartNotStopped(App.Logger, exception.Message);
        }

        if (NotDrained() is { } left)
        {
            throw new IncompleteDrainException(left);
        }
    }

    // A silo that was active already, and does not start, leaves its cluster: the others must not wait for it. One that was not can't be
    // stopped, and nobody waits for it.
    private async Task LeaveAsync()
    {
        if (App.Services.GetService<ISiloStatusOracle>()?.CurrentStatus is not SiloStatus.Active)
        {
            return;
        }

        using var limit = new CancellationTokenSource(LeaveTimeout);
        try
        {
            await App.StopAsync(limit.Token);
        }
        catch (Exception exception)
        {
            // What was never started can't always be stopped; the start's own failure is what is reported.
            LogNotLeft(App.Logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The silo could not leave its cluster.")]
    private static partial void LogNotLeft(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A part of the program did not stop in time: {Reason}")]
    private static partial void LogPartNotStopped(ILogger logger, string reason);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _dispose();
        _limit?.Dispose();
    }
}
