using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting;

namespace Shop.Silo.Demo;

/// <summary>Publishes the demo script, two steps a second, once the silo is ready. One step at a time: a slow broker slows it down.</summary>
internal sealed partial class DemoFeed(
    EventPublisher publisher,
    HealthCheckService health,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DemoFeed> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
        catch (EventNotAcknowledgedException exception)
        {
            LogFailed(exception.Message);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Step, time);

        // Groups that begin at the end would never see what came before their start was fixed.
        while ((await health.CheckHealthAsync(cancellationToken)).Status != HealthStatus.Healthy)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        for (var step = 0; step < DemoScript.StepCount && await timer.WaitForNextTickAsync(cancellationToken); step++)
        {
            foreach (var demo in DemoScript.At(step, time.GetUtcNow()))
            {
                await publisher.PublishAsync(demo.Payload, demo.Id, new RequestMetadata(IdempotencyKey: null, CorrelationId: demo.Id, TraceParent: null), cancellationToken);
            }
        }

        LogEnded(DemoScript.OrderCountMax);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The demo feed has ended after {Orders} orders.")]
    private partial void LogEnded(int orders);

    [LoggerMessage(Level = LogLevel.Error, Message = "The demo feed has ended: {Reason}")]
    private partial void LogFailed(string reason);
}
