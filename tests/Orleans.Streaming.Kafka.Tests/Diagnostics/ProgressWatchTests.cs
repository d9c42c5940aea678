using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

public sealed class ProgressWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProgressWatch _watch;

    public ProgressWatchTests() => _watch = new ProgressWatch(new KafkaHealthOptions { LagMax = 1_000 }, _time);

    [Fact]
    public void Group_ThatIsNotReady_IsUnhealthyAndSaysWhy()
    {
        var result = _watch.Judge(new Status(IsReady: false, "has no assignment yet: wrong password"), []);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("wrong password", result.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, HealthStatus.Healthy)]
    [InlineData(61, HealthStatus.Degraded)]
    [InlineData(301, HealthStatus.Unhealthy)]
    public void Partition_ThatHasRecordsAndCommitsNothing_GetsWorseWithTime(int seconds, HealthStatus expected)
    {
        Look(committed: 10, lag: 5);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        var result = Look(committed: 10, lag: 7);

        Assert.Equal(expected, result.Status);
        Assert.Equal(7L, result.Data["lag"]);
        Assert.Equal(expected != HealthStatus.Healthy, result.Description!.Contains("t[0]", StringComparison.Ordinal));
    }

    [Fact]
    public void Partition_ThatMoves_IsHealthyHoweverLongItHasALag()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(HealthStatus.Healthy, Look(committed: i, lag: 500).Status);
            _time.Advance(TimeSpan.FromSeconds(50));
        }
    }

    [Fact]
    public void Partition_ThatHasNothingToDo_IsHealthy()
    {
        Look(committed: 10, lag: 0);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HealthStatus.Healthy, Look(committed: 10, lag: 0).Status);

        // What came a moment ago has not waited for a day.
        Assert.Equal(HealthStatus.Healthy, Look(committed: 10, lag: 3).Status);
    }

    [Fact]
    public void Partition_WhoseLogEndWasNeverMeasured_HasNoLagThatIsKnown()
    {
        var result = _watch.Judge(new Status(IsReady: true, "2 partitions assigned"), [new PartitionProgress("g", "t", 0, 10, 5), new PartitionProgress("g", "t", 1, 10, null)]);

        Assert.Equal((5L, 1), ((long)result.Data["lag"], (int)result.Data["unmeasured"]));
        Assert.Contains("of 1 partitions not known", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Lag_AboveItsLimit_IsDegraded() => Assert.Equal(HealthStatus.Degraded, Look(committed: 1, lag: 1_001).Status);

    [Fact]
    public void Deliveries_ThatAreDegraded_AreSaidAtOnceThoughTheGroupIsReadyAndMoves()
    {
        var result = _watch.Judge(new Status(IsReady: true, "1 partitions assigned", Degraded: "3 entities get no further event"), [new PartitionProgress("g", "t", 0, 10, 5)]);

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("3 entities get no further event", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Deliveries_ThatAreDegraded_DoNotHideThatAPartitionIsStuck()
    {
        var status = new Status(IsReady: true, "1 partitions assigned", Degraded: "a delivery has not returned");
        _watch.Judge(status, [new PartitionProgress("g", "t", 0, 10, 5)]);
        _time.Advance(TimeSpan.FromMinutes(6));

        var result = _watch.Judge(status, [new PartitionProgress("g", "t", 0, 10, 5)]);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("t[0]", result.Description, StringComparison.Ordinal);
        Assert.Contains("a delivery has not returned", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_HoldsTheLastCommit()
    {
        Assert.Equal("none yet", Look(committed: 1, lag: 0).Data["lastCommit"]);

        var status = new Status(IsReady: true, "") { LastCommit = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero) };
        Assert.Equal("2026-03-04T05:06:07.0000000+00:00", _watch.Judge(status, []).Data["lastCommit"]);
    }

    private HealthCheckResult Look(long committed, long lag) =>
        _watch.Judge(new Status(IsReady: true, "1 partitions assigned"), [new PartitionProgress("g", "t", 0, committed, lag)]);

    private sealed record Status(bool IsReady, string Detail, string? Degraded = null) : IKafkaGroupStatus
    {
        public string GroupId => "g";

        public DateTimeOffset? LastCommit { get; init; }
    }
}
