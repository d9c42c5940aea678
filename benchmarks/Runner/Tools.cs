using Orleans.Streaming.Kafka.Testing;

namespace Benchmarks;

/// <summary>The programs of this machine that the benchmarks need.</summary>
internal static class Tools
{
    private const string PostgresVersions = "/usr/lib/postgresql";

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of PostgreSQL's programs: the newest version's.</summary>
    public static string PostgresFolder => FindPostgres() ?? throw new BenchmarkException(
        $"PostgreSQL is missing: there is no initdb in {PostgresVersions}/*/bin or on the PATH. Debian's package is postgresql.");

    /// <exception cref="BenchmarkException">One is missing; the message says which.</exception>
    public static void Check()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new BenchmarkException("The benchmarks run on Linux only.");
        }

        if (RealKafka.OwnBrokersSkipReason is { } reason)
        {
            throw new BenchmarkException(reason);
        }

        _ = PostgresFolder;
        _ = Java("javac");
    }

    /// <summary>A program of the Java development kit.</summary>
    /// <param name="name">Its name.</param>
    public static string Java(string name) => Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home
        ? Path.Combine(home, "bin", name)
        : OnPath(name) ?? throw new BenchmarkException($"{name} is neither in JAVA_HOME nor on the PATH: the peers of Kafka Streams need a Java development kit (17).");

    private static string? FindPostgres() => Directory.Exists(PostgresVersions)
        ? Directory.GetDirectories(PostgresVersions).OrderByDescending(VersionOf).Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : Path.GetDirectoryName(OnPath("initdb"));

    private static int VersionOf(string folder) => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0;

    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new BenchmarkException("The runner is not inside the repository: run it with dotnet run --project benchmarks/Runner.");
    }
}
