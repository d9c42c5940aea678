using System.Diagnostics;
using System.Globalization;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing.Tests.Real;

public sealed class RealKafkaLifetimeTests
{
    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Dispose_WhileBrokersRun_LeavesNeitherProcessesNorFiles()
    {
        SkipUnlessStartable();
        var kafka = await RealKafka.StartAsync();
        var (process, folder) = (kafka.ProcessId(1), kafka.Folder);
        kafka.PauseBroker(1);

        await kafka.DisposeAsync();
        await kafka.DisposeAsync();

        Assert.False(IsRunning(process));
        Assert.False(Directory.Exists(folder));
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Broker_WhenItsOwnersProcessIsKilled_EndsToo()
    {
        SkipUnlessStartable();
        var owner = new ProcessStartInfo("dotnet", [typeof(RealKafkaLifetimeTests).Assembly.Location]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(owner)!;
        var broker = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var folder = (await process.StandardOutput.ReadLineAsync())!;
        Assert.True(IsRunning(broker));

        process.Kill();

        await Eventually.IsAsync("the end of the broker whose owner was killed", () => IsRunning(broker), running => !running);
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Start_WhenTheBrokerEnds_SaysWhatTheBrokerSaid()
    {
        SkipUnlessStartable();
        var options = new RealKafkaOptions { HeapOptions = "-Xmx1k" };

        var failure = await Assert.ThrowsAsync<KafkaBrokerException>(() => RealKafka.StartAsync(options));

        Assert.Contains("Broker 1 ended while it started", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Too small maximum heap", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Start_WhenASettingIsWrong_NamesIt()
    {
        SkipUnlessStartable();
        var options = new RealKafkaOptions { Settings = new Dictionary<string, string> { ["num.io.threads"] = "none" } };

        var failure = await Assert.ThrowsAsync<KafkaBrokerException>(() => RealKafka.StartAsync(options));

        Assert.Contains("num.io.threads", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithTwoBrokers_IsRejected()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => RealKafka.StartAsync(new() { Brokers = 2 }));
    }

    private static void SkipUnlessStartable()
    {
        Skip.If(RealKafka.SkipReason is not null, RealKafka.SkipReason);
        Skip.If(Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS") is { Length: > 0 }, "Needs brokers started from KAFKA_HOME, and KAFKA_BOOTSTRAP_SERVERS is set.");
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
