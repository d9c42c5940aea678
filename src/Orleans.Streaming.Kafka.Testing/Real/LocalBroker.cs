using System.Diagnostics;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>A broker of ours, running or not, with its files and its fixed ports. Its methods are called one at a time.</summary>
internal sealed class LocalBroker(int node, string kafkaHome, BrokerFolder folder, RealKafkaOptions options) : IDisposable
{
    private BrokerProcess? _process;

    public int ProcessId => (_process ?? throw NotStarted()).ProcessId;

    /// <summary>Writes the settings and formats the log folder.</summary>
    public async Task FormatAsync(string clusterId, string settings, string? scramArgument, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Path);
        await File.WriteAllTextAsync(folder.SettingsFile, settings, cancellationToken);
        var start = new ProcessStartInfo(KafkaInstallation.Storage(kafkaHome)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["format", "-t", clusterId, "-c", folder.SettingsFile, .. scramArgument is null ? Array.Empty<string>() : ["--add-scram", scramArgument]])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LOG_DIR"] = folder.Path;
        start.Environment["KAFKA_HEAP_OPTS"] = "-Xmx128m";
        // A JVM of a second: compiling well and collecting in parallel would cost more than they save.
        start.Environment["KAFKA_JVM_PERFORMANCE_OPTS"] = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";
        using var format = Process.Start(start) ?? throw new KafkaBrokerException("kafka-storage.sh did not start.");
        try
        {
            var output = format.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = format.StandardError.ReadToEndAsync(cancellationToken);
            await format.WaitForExitAsync(cancellationToken);
            if (format.ExitCode != 0)
            {
                throw new KafkaBrokerException($"The log of broker {node} could not be formatted (exit code {format.ExitCode}):{Environment.NewLine}{await output}{await errors}");
            }
        }
        catch (OperationCanceledException)
        {
            format.Kill();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is { Exited.IsCompleted: false })
        {
            throw new InvalidOperationException($"Broker {node} is running.");
        }

        _process?.Dispose();
        _process = await BrokerProcess.StartAsync(kafkaHome, folder, options, cancellationToken);
    }

    /// <summary>Waits for what makes the broker ready, but no longer than the broker lives.</summary>
    /// <param name="ready">Waits until the broker answers; ends when its token is cancelled.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WhenReadyAsync(Func<CancellationToken, Task> ready, CancellationToken cancellationToken)
    {
        var process = _process ?? throw NotStarted();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = ready(stop.Token);
        if (await Task.WhenAny(waiting, process.Exited) == process.Exited)
        {
            await stop.CancelAsync();
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new KafkaBrokerException($"Broker {node} ended while it started (exit code {process.ExitCode}). It said last:{Environment.NewLine}{folder.OutputTail()}");
        }

        try
        {
            await waiting;
        }
        catch (KafkaBrokerException e)
        {
            throw new KafkaBrokerException($"{e.Message} Broker {node} said last:{Environment.NewLine}{folder.OutputTail()}", e);
        }
    }

    public void Signal(int signal) => (_process ?? throw NotStarted()).Signal(signal);

    /// <summary>Kills the broker, whatever it is doing.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>Waits until the broker has ended, if it was started.</summary>
    public async Task WhenStoppedAsync(TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (_process is not { } process)
        {
            return;
        }

        try
        {
            await process.Exited.WaitAsync(timeout, timeProvider, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new KafkaBrokerException($"Broker {node} did not end within {timeout}. It said last:{Environment.NewLine}{folder.OutputTail()}", e);
        }
    }

    public void Dispose() => _process?.Dispose();

    private InvalidOperationException NotStarted() => new($"Broker {node} was not started.");
}
