using System.Diagnostics;
using System.Globalization;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>One running broker. It never outlives this process. Thread-safe.</summary>
internal sealed class BrokerProcess : IDisposable
{
    // The shell is the broker's parent and ends when it ends, with its code. Its standard input is a pipe from this
    // process, which the system closes however this process ends, SIGKILL included: then the reading part kills the broker.
    private const string Guard = """
        exec 3<&0
        "$1" "$2" >> "$3" 2>&1 < /dev/null 3<&- &
        broker=$!
        (while read -r _ <&3; do :; done; kill -KILL "$broker") > /dev/null 2>&1 &
        guard=$!
        echo "$broker"
        wait "$broker"
        code=$?
        kill "$guard"
        exit "$code"
        """;

    private readonly Process _shell;

    private BrokerProcess(Process shell, int processId)
    {
        _shell = shell;
        ProcessId = processId;
        Exited = shell.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>The broker's own.</summary>
    public int ProcessId { get; }

    /// <summary>Completes when the broker has ended.</summary>
    public Task Exited { get; }

    /// <summary>The exit code once the broker has ended: 143 after TERM, 137 after KILL.</summary>
    public int ExitCode => _shell.ExitCode;

    /// <summary>Starts a broker whose output is appended to a file. It is not ready yet when this returns.</summary>
    public static async Task<BrokerProcess> StartAsync(string kafkaHome, BrokerFolder folder, RealKafkaOptions options, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", Guard, "sh", KafkaInstallation.ServerStart(kafkaHome), folder.SettingsFile, folder.OutputFile])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["KAFKA_HEAP_OPTS"] = options.HeapOptions;
        start.Environment["KAFKA_JVM_PERFORMANCE_OPTS"] = options.JvmOptions;
        start.Environment["LOG_DIR"] = folder.Path;
        var shell = Process.Start(start) ?? throw new KafkaBrokerException("/bin/sh did not start.");
        try
        {
            var line = await shell.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new KafkaBrokerException("/bin/sh ended before it started the broker.");
            return new BrokerProcess(shell, int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch
        {
            Release(shell);
            throw;
        }
    }

    /// <summary>Signals the broker.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Signal(int signal)
    {
        if (Exited.IsCompleted)
        {
            throw new InvalidOperationException("The broker is not running.");
        }

        UnixSignal.Send(ProcessId, signal);
    }

    /// <summary>Kills the broker if it still runs, by closing the pipe its guard reads. Nothing is reached but the broker, also if it has just ended.</summary>
    public void Kill() => _shell.StandardInput.Close();

    public void Dispose() => Release(_shell);

    private static void Release(Process shell)
    {
        // Process leaves open what was handed out.
        shell.StandardInput.Dispose();
        shell.StandardOutput.Dispose();
        shell.Dispose();
    }
}
