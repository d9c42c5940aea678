using System.Diagnostics;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Deployment;

/// <summary><c>platform topics</c> against a real broker.</summary>
[Trait("Needs", "RealParts")]
public sealed class TopicsCommandTests
{
    [SkippableFact]
    public async Task Diff_SaysWhatIsMissing_AndNothingOnceItIsCreated()
    {
        await using var broker = await RealBroker.StartAsync();
        using var folder = new TemporaryFolder();
        var (name, file) = ($"cli-{Guid.NewGuid():N}", folder.PathOf("topics.yaml"));
        await File.WriteAllTextAsync(file, $"- {{name: {name}, partitions: 2, replication-factor: 1, config: {{retention.ms: 604800000}}}}\n");

        Assert.Equal((1, $"{name} is missing."), await RunAsync("diff", file, broker.BootstrapServers));
        Assert.Equal((0, $"Created {name} with 2 partitions and 1 replicas."), await RunAsync("create", file, broker.BootstrapServers));
        Assert.Equal((0, ""), await RunAsync("diff", file, broker.BootstrapServers));

        await File.WriteAllTextAsync(file, $"- {{name: {name}, partitions: 3, replication-factor: 1, config: {{retention.ms: 604800000}}}}\n");
        var (code, text) = await RunAsync("diff", file, broker.BootstrapServers);
        Assert.Equal(1, code);
        Assert.Contains(name, text, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(string command, string file, string bootstrapServers)
    {
        var start = new ProcessStartInfo("dotnet", [Programs.Cli, "topics", command, file, "--bootstrap", bootstrapServers])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, (output + await errors).Trim());
    }
}
