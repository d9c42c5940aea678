namespace Benchmarks;

/// <summary>Compiles the Java peers.</summary>
internal static class JavaPeers
{
    private static string Sources => Path.Combine(Tools.Repository, "benchmarks", "Peers.Java");

    /// <summary>Compiles them against given jars and Kafka's own, or with Maven where none are given.</summary>
    /// <returns>The class path.</returns>
    public static async Task<string> BuildAsync(string folder, string? jars, CancellationToken stop)
    {
        Console.WriteLine("Compiling benchmarks/Peers.Java…");
        var libraries = jars is null ? await FetchAsync(folder, stop) : string.Join(':', jars.Split(':').Append(KafkaJars).Select(one => Path.Combine(Path.GetFullPath(one), "*")));
        var classes = Path.Combine(folder, "java-classes");
        await RunAsync(
            [Tools.Java("javac"), "--release", "17", "-cp", libraries, "-d", classes, .. Directory.EnumerateFiles(Sources, "*.java", SearchOption.AllDirectories)], stop);
        return $"{classes}:{libraries}";
    }

    private static string KafkaJars => Path.Combine(Environment.GetEnvironmentVariable("KAFKA_HOME")!, "libs");

    private static async Task<string> FetchAsync(string folder, CancellationToken stop)
    {
        var libraries = Path.Combine(folder, "java-libraries");
        await RunAsync(["mvn", "-q", "-f", Path.Combine(Sources, "pom.xml"), "dependency:copy-dependencies", $"-DoutputDirectory={libraries}"], stop);
        return Path.Combine(libraries, "*");
    }

    private static async Task RunAsync(string[] command, CancellationToken stop)
    {
        if (await ProgramRun.RunAsync(Sources, command, stop) is { ExitCode: not 0 } failed)
        {
            throw new BenchmarkException(
                $"{command[0]} failed (where Maven's registry is out of reach, --jars or BENCHMARK_JARS names folders with the jars of pom.xml):{Environment.NewLine}{failed.Output}");
        }
    }
}
