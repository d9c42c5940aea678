using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Assignments for tests of what surrounds them: nothing is delivered.</summary>
internal static class TestPartition
{
    public static KafkaMetrics Metrics { get; } =
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    private static KafkaStreamOptions Options { get; } = new();

    public static DeliveryServices Delivery(TimeProvider time) => new(
        "g",
        Grains: null!,
        new RawBytesDecoder(),
        DeadLetters: null!,
        DispatchLimits.Of(Options),
        Metrics,
        time,
        NullLoggerFactory.Instance)
    {
        Memory = new MemoryBudget(Options),
        Judge = TestJudge.Of(time),
        PermanentFailure = FailurePolicy.DeadLetter,
    };

    public static AssignedPartition Create(int partition, long start, TimeProvider time, int startEpoch = -1) => new(
        "t",
        partition,
        Guid.Empty,
        start,
        new KafkaTopicRoute("t", static e => e.Key, static (_, _) => throw new NotSupportedException(), Start: null),
        Delivery(time),
        startEpoch);
}
