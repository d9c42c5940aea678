using Platform.Configuration;

namespace Platform.Hosting;

/// <summary>A built application. Disposing ends it, and removes what is not meant to outlive the process.</summary>
internal sealed partial class PlatformHost : IAsyncDisposable
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(10);

    private readonly Func<Exception, PlatformConfigurationException?> _explain;
    private readonly Action _started;
    private readonly Func<ValueTask> _dispose;

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

    /// <summary>Runs it until it is stopped.</summary>
    /// <param name="stop">Gives up the start.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        await StartAsync(stop);
        await App.WaitForShutdownAsync(CancellationToken.None);
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

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _dispose();
    }
}
