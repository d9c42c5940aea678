using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

public sealed class ClientReportTests
{
    private static readonly KafkaConnection Connection = new() { BootstrapServers = "kafka:9092" };
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void ErrorsForAnHour_FiveASecond_CostAFewLines()
    {
        using var log = new CapturedLog();
        var report = new ClientReport("test", Connection, _time, log.For<ClientReport>());
        var inTheFirstMinute = 0;
        for (var i = 0; i < 5 * 3600; i++)
        {
            report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_Transport, "Connect to ipv4#10.0.0.1:9092 failed: Connection refused"));
            report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));
            _time.Advance(TimeSpan.FromMilliseconds(200));
            inTheFirstMinute = i == 300 ? log.All.Count : inTheFirstMinute;
        }

        Assert.Equal(3, inTheFirstMinute);
        Assert.InRange(log.All.Count, 5, 15);
        Assert.Contains("Connection refused", log.All[0], StringComparison.Ordinal);
        Assert.Contains("times since this was last said", log.All[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Error_WhenSomethingWorksAgain_IsOverAndSaysHowLongItLasted()
    {
        using var log = new CapturedLog();
        var report = new ClientReport("test", Connection, _time, log.For<ClientReport>());
        report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_Transport, "gone"));
        // Another broker still answers.
        report.Works();
        Assert.NotNull(report.Explanation);

        _time.Advance(TimeSpan.FromSeconds(30));
        report.Works();

        Assert.Null(report.Explanation);
        Assert.Contains("works again after 00:00:30", Assert.Single(log.All, l => l.Contains("again", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Error_ThatHasACause_IsNotHiddenByItsConsequence()
    {
        using var log = new CapturedLog();
        var report = new ClientReport("test", Connection with { Username = "app", SaslMechanism = KafkaSaslMechanism.ScramSha512 }, _time, log.For<ClientReport>());

        report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_Authentication, "SASL authentication error"));
        report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));

        Assert.Equal(ClientErrorKind.NotAuthenticated, report.Explanation!.Kind);
        Assert.Contains("Username and Password", report.Explanation.Text, StringComparison.Ordinal);
    }
}
