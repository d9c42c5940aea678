using System.Diagnostics;
using Orleans.Streaming.Kafka.Embedded;
using Orleans.Streaming.Kafka.Testing.Tests.Support;

namespace Orleans.Streaming.Kafka.Testing.Tests.Embedded;

public sealed class EmbeddedKafkaPortTests
{
    [Fact]
    public async Task Port_WhenGiven_IsWhereClientsReachTheBrokerAndNoOther()
    {
        var port = LoopbackPorts.Take(1)[0];
        await using var kafka = EmbeddedKafka.Start(new() { Port = port });
        kafka.CreateTopic("orders", 1);

        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "a", "b");
        var values = Client.Read(kafka.BootstrapServers, "orders", 0, 0, 2);

        Assert.Equal($"127.0.0.1:{port}", kafka.BootstrapServers);
        Assert.Equal(["a", "b"], values);
        using var consumer = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        Assert.Equal([port], consumer.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(b => b.Port));
    }

    [Fact]
    public async Task Port_WhenTaken_IsRejectedByNameAndFreeAfterDispose()
    {
        var port = LoopbackPorts.Take(1)[0];
        var first = EmbeddedKafka.Start(new() { Port = port });

        var refusal = Assert.Throws<KafkaBrokerException>(() => EmbeddedKafka.Start(new() { Port = port }));

        Assert.Contains($"127.0.0.1:{port}", refusal.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        await using var second = EmbeddedKafka.Start(new() { Port = port });
        Assert.Equal($"127.0.0.1:{port}", second.BootstrapServers);
    }

    [Fact]
    public async Task Port_WhenTheBrokerWasDown_IsTheSame()
    {
        await using var kafka = EmbeddedKafka.Start(new() { Port = LoopbackPorts.Take(1)[0] });
        kafka.CreateTopic("orders", 1);
        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "before");

        kafka.BrokerDown();
        kafka.BrokerUp();

        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "after");
        Assert.Equal(["before", "after"], Client.Read(kafka.BootstrapServers, "orders", 0, 0, 2));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void Port_WhenOutOfRange_IsRejected(int port)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedKafka.Start(new() { Port = port }));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kcat_FromAnotherProcess_ReadsWhatWasProducedAndTheOtherWayRound(bool hasFixedPort)
    {
        Skip.IfNot(IsOnPath("kcat"), "kcat is not installed.");
        await using var kafka = EmbeddedKafka.Start(new() { Port = hasFixedPort ? LoopbackPorts.Take(1)[0] : 0 });
        kafka.CreateTopic("orders", 1);
        await Client.ProduceAsync(kafka.BootstrapServers, "orders", 0, "from here");

        var read = await KcatAsync(input: "", "-b", kafka.BootstrapServers, "-C", "-t", "orders", "-o", "beginning", "-e", "-q");
        await KcatAsync("from kcat\n", "-b", kafka.BootstrapServers, "-P", "-t", "orders", "-p", "0");

        Assert.Equal("from here\n", read);
        Assert.Equal("from kcat", Client.Read(kafka.BootstrapServers, "orders", 0, 1, 1).Single());
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<string> KcatAsync(string input, params string[] arguments)
    {
        using var kcat = Process.Start(new ProcessStartInfo("kcat", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        await kcat.StandardInput.WriteAsync(input);
        kcat.StandardInput.Close();
        var errors = kcat.StandardError.ReadToEndAsync();
        var output = await kcat.StandardOutput.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await kcat.WaitForExitAsync(limit.Token);
        Assert.True(kcat.ExitCode == 0, await errors);
        return output;
    }
}
