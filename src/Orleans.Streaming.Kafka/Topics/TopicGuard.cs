using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Refuses the start where a provider's topics are not what it needs, before the silo joins its cluster: so no other silo
/// sees it leave. A broker that gives no answer holds nothing up: it is queried again until it does, and for as long as its answer is wrong.
/// </summary>
internal sealed partial class TopicGuard(
    string provider,
    Func<CancellationToken, Task<TopicFindings>> inspect,
    GroupStatus status,
    TimeProvider time,
    ILogger<TopicGuard> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan CheckAgainAfter = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = logger;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Checks once, bounded.</summary>
    /// <exception cref="OrleansConfigurationException">A topic does not exist or is not replicated enough.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        TopicFindings found;
        try
        {
            found = await inspect(cancellationToken);
        }
        catch (KafkaStreamException e)
        {
            LogUnchecked(provider, e.Message);
            _ = CheckAgainAsync();
            return;
        }

        if (found.Problems.Count > 0)
        {
            throw new OrleansConfigurationException(string.Join(Environment.NewLine, found.Problems.Select(problem => $"Kafka stream provider \"{provider}\": {problem}")));
        }

        Warn(found);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task CheckAgainAsync()
    {
        var stopping = _stopping.Token;
        try
        {
            do
            {
                await Task.Delay(CheckAgainAfter, time, stopping);
            }
            while (!await AreRightAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task<bool> AreRightAsync(CancellationToken stopping)
    {
        try
        {
            var found = await inspect(stopping);
            if (found.Problems.Count == 0)
            {
                Warn(found);
                Recover();
                return true;
            }

            Degrade(string.Join(" ", found.Problems));
        }
        catch (KafkaStreamException)
        {
            // Not yet: the consumer's own report says what is the matter.
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // The top of a task nobody waits for: it must not end in silence, with the topics unchecked or refused for ever.
            LogFailed(provider, e);
        }

        return false;
    }

    private void Degrade(string problems)
    {
        if (status.TopicProblem != problems)
        {
            status.TopicProblem = problems;
            LogInvalid(provider, problems);
        }
    }

    private void Recover()
    {
        if (status.TopicProblem is not null)
        {
            status.TopicProblem = null;
            LogValid(provider);
        }
    }

    private void Warn(TopicFindings found)
    {
        foreach (var warning in found.Warnings)
        {
            LogWarning(provider, warning);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka stream provider \"{Provider}\": its topics could not be checked at start; this goes on until they can: {Reason}")]
    private partial void LogUnchecked(string provider, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Kafka stream provider \"{Provider}\": {Problems}")]
    private partial void LogInvalid(string provider, string problems);

    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka stream provider \"{Provider}\": its topics are as they must be now.")]
    private partial void LogValid(string provider);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka stream provider \"{Provider}\": {Warning}")]
    private partial void LogWarning(string provider, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "Kafka stream provider \"{Provider}\": a check of its topics failed and is repeated.")]
    private partial void LogFailed(string provider, Exception error);
}
