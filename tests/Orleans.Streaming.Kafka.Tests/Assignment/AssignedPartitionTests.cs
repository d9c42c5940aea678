using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

public sealed class AssignedPartitionTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task StartDelivery_WhenTheAgentComesAfterTheDrainOfTheHandOver_StartsNothing()
    {
        using var partition = CreateStreams();
        partition.StartDelivery();
        Assert.False(partition.Streams!.IsStopped);

        await partition.LeaveAsync();
        partition.StartDelivery();

        Assert.True(partition.Streams.IsStopped);
        Assert.False(partition.HasEnded);
    }

    [Fact]
    public async Task StartDelivery_WhenAnAgentStoppedAndAnotherComes_StartsAgain()
    {
        using var partition = CreateStreams();
        partition.StartDelivery();

        await partition.StopDeliveryAsync();
        partition.StartDelivery();

        Assert.False(partition.Streams!.IsStopped);
    }

    [Fact]
    public async Task End_LetsGoOfTheRecords_ThoughAnAgentStillKnowsTheDelivery()
    {
        var partition = CreateStreams();
        var dispatched = Accept(partition, 0);
        await partition.PumpAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
        var waiting = Accept(partition, 1);
        Assert.Equal(2, partition.Memory.Records);

        partition.End();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(dispatched.IsAlive, "a record that was dispatched is kept");
        Assert.False(waiting.IsAlive, "a record that waits to be dispatched is kept");
        GC.KeepAlive(partition);
    }

    [Fact]
    public void Passed_MovesThePosition_ButNotToWhereTheClientWasBefore()
    {
        using var partition = CreateStreams();
        partition.PositionBefore = 90;

        partition.Passed(90);
        Assert.Equal(0, partition.Next);

        partition.Passed(-1001);
        partition.Passed(7);
        Assert.Equal((7, 7), (partition.Next, partition.Committable));

        partition.Halt("for a test");
        partition.Passed(20);
        Assert.Equal(7, partition.Next);
    }

    // Of its own, so that nothing of the test's frame keeps the record.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Accept(AssignedPartition partition, long offset)
    {
        var value = new byte[10];
        partition.Accept(new KafkaRecord
        {
            Position = new RecordPosition("t", Guid.Empty, 0, offset, -1),
            Timestamp = DateTimeOffset.UnixEpoch,
            Key = "k"u8.ToArray(),
            Value = value,
            Headers = [],
        });
        return new WeakReference(value);
    }

    private AssignedPartition CreateStreams() => new(
        "t",
        0,
        Guid.Empty,
        0,
        new KafkaTopicRoute("t", static e => e.Key, static (_, _) => throw new NotSupportedException(), Start: null) { Stream = new KafkaStreamTopicOptions() },
        TestPartition.Delivery(_time));
}
