using System.Data.Common;
using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

public sealed class FailureClassifierTests
{
    public static TheoryData<Exception, FailureKind> Failures => new()
    {
        { new TestDbException(isTransient: true), FailureKind.Transient },
        { new InvalidOperationException("in", new TestDbException(isTransient: true)), FailureKind.Transient },
        { new TestDbException(isTransient: false), FailureKind.Unclassified },
        { new KafkaStreamException("away", isTransient: true), FailureKind.Transient },
        { new KafkaStreamException("rejected", isTransient: false), FailureKind.Permanent },
        { new DeliveryDeferredException("later"), FailureKind.Transient },
        { new TimeoutException(), FailureKind.Transient },
        { new EventRejectedException("bad", "no"), FailureKind.Permanent },
        { new NullReferenceException(), FailureKind.Permanent },
        { new InvalidOperationException(), FailureKind.Unclassified },
        { new SaysItInAnotherWay(), FailureKind.Unclassified },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_IsJudgedByWhatItIsAndWhatItSays(Exception failure, FailureKind expected)
    {
        Assert.Equal(expected, new FailureClassifier().Classify(failure));
    }

    private sealed class TestDbException(bool isTransient) : DbException("the database")
    {
        public override bool IsTransient => isTransient;
    }

    private sealed class SaysItInAnotherWay : Exception
    {
        public string IsTransient { get; } = "yes";
    }
}
