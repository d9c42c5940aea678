using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal static class MachineFacts
{
    /// <summary>A paragraph.</summary>
    public static async Task<string> ReadAsync(PostgresServer postgres, CancellationToken stop)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        var kafka = Directory.EnumerateFiles(Path.Combine(Environment.GetEnvironmentVariable("KAFKA_HOME")!, "libs"), "kafka-clients-*.jar").Select(Path.GetFileNameWithoutExtension).FirstOrDefault();
        var java = (await ProgramRun.RunAsync(Tools.Repository, [Tools.Java("java"), "-version"], stop)).Output.Split('\n')[0].Trim();
        var commit = (await ProgramRun.RunAsync(Tools.Repository, ["git", "describe", "--always", "--dirty"], stop)).Output.Trim();
        var database = await postgres.ScalarAsync<string>("postgres", "SELECT current_setting('server_version') || ', fsync ' || current_setting('fsync')", stop);
        return $"{Environment.ProcessorCount} cores ({Processor()}), {memory:N0} GB; Kafka {kafka?["kafka-clients-".Length..]}, PostgreSQL {database}, {RuntimeInformation.FrameworkDescription}, {java}; commit {commit}";
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
}
