using Microsoft.Extensions.Logging.Abstractions;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>The provider's own judgement of failures, for parts of it.</summary>
internal static class TestJudge
{
    public static FailureJudge Of(TimeProvider time, CircuitBreaker? breaker = null, TimeSpan? unclassifiedTimeMax = null) => new(
        new FailureClassifier(),
        unclassifiedTimeMax ?? new KafkaStreamOptions().UnclassifiedTimeMax,
        breaker ?? new CircuitBreaker(int.MaxValue),
        new LogThrottle<LogKind>(time),
        time,
        NullLogger<FailureJudge>.Instance);
}
