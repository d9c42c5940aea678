namespace Orleans.Streaming.Kafka.Testing;

/// <summary>Where this machine's real brokers come from: <c>KAFKA_BOOTSTRAP_SERVERS</c> (running ones) before <c>KAFKA_HOME</c> (a distribution to start them from).</summary>
/// <param name="variable">Reads an environment variable.</param>
/// <param name="fileExists">Whether a file exists.</param>
/// <param name="isUnix">Whether signals and <c>/bin/sh</c> are there.</param>
internal sealed class KafkaInstallation(Func<string, string?> variable, Func<string, bool> fileExists, bool isUnix)
{
    public static KafkaInstallation Current { get; } = new(Environment.GetEnvironmentVariable, File.Exists, !OperatingSystem.IsWindows());

    /// <summary>The running brokers to attach to, or null.</summary>
    public string? BootstrapServers => Value("KAFKA_BOOTSTRAP_SERVERS");

    /// <summary>The distribution's folder, or null.</summary>
    public string? Home => Value("KAFKA_HOME");

    /// <summary>Why no real broker can be had, or null.</summary>
    public string? SkipReason => BootstrapServers is not null ? null : HomeSkipReason;

    /// <summary>Why no brokers can be started, or null.</summary>
    public string? HomeSkipReason =>
        Home is not { } home ? "No real Kafka: neither KAFKA_HOME (a Kafka distribution to start brokers from) nor KAFKA_BOOTSTRAP_SERVERS (running brokers) is set."
        : !isUnix ? "No real Kafka: brokers are started from KAFKA_HOME on Linux and macOS only; set KAFKA_BOOTSTRAP_SERVERS."
        : !fileExists(ServerStart(home)) ? $"No real Kafka: KAFKA_HOME is '{home}', but there is no bin/kafka-server-start.sh in it."
        : !HasJava() ? "No real Kafka: KAFKA_HOME is set, but there is no java in JAVA_HOME or on the PATH (Kafka 4 needs Java 17)."
        : null;

    /// <summary>Whether the running brokers will do: one plain broker is wanted. Running ones have the number, the settings and the security they have.</summary>
    public bool AttachesFor(RealKafkaOptions options) => BootstrapServers is not null && options is { Brokers: 1, IsOwn: false, IsSecured: false, Settings.Count: 0 };

    /// <summary>Why brokers with these options can't be had, or null.</summary>
    public string? SkipReasonFor(RealKafkaOptions options) =>
        AttachesFor(options) || HomeSkipReason is not { } reason ? null
        : BootstrapServers is null ? reason
        : $"Brokers of the test's own are needed (several, secured, with settings, or for faults), and KAFKA_BOOTSTRAP_SERVERS names running ones. {reason}";

    public static string ServerStart(string home) => Path.Combine(home, "bin", "kafka-server-start.sh");

    public static string Storage(string home) => Path.Combine(home, "bin", "kafka-storage.sh");

    private bool HasJava() => Value("JAVA_HOME") is { } javaHome
        ? fileExists(Path.Combine(javaHome, "bin", "java"))
        : (Value("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => fileExists(Path.Combine(folder, "java")));

    private string? Value(string name) => string.IsNullOrWhiteSpace(variable(name)) ? null : variable(name);
}
