using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Diagnostics;

public sealed class DeliveryHealthTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Partition_ThatNoAgentRunsFor_IsNamed_UntilOneDoes()
    {
        var assignment = new GroupAssignment();
        using var partition = TestPartition.Create(3, 0, _time);
        assignment.Add([partition], new LoopHeartbeat(_time));
        var health = new DeliveryHealth(assignment, [], new NoDeadLetters(), new CircuitBreaker(1), TimeSpan.FromMinutes(1));

        var atFirst = health.Describe();
        _time.Advance(TimeSpan.FromMinutes(2));
        var without = health.Describe();
        partition.StartDelivery();
        var with = health.Describe();
        await partition.StopDeliveryAsync();
        _time.Advance(TimeSpan.FromMinutes(3));
        var again = health.Describe();

        Assert.Null(atFirst);
        Assert.Contains("t[3]: no pulling agent has run for it for 00:02:00", without, StringComparison.Ordinal);
        Assert.Null(with);
        Assert.Contains("00:03:00", again, StringComparison.Ordinal);
    }

    private sealed class NoDeadLetters : IDeadLetters
    {
        public Task WriteAsync(KafkaRecord record, DeadLetterReason reason, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
