using System.Data.Common;
using System.Net.Sockets;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class FailureClassifierTests
{
    public static TheoryData<Exception, FailureKind> Known => new()
    {
        { new TimeoutException(), FailureKind.Transient },
        { new IOException(), FailureKind.Transient },
        { new SocketException(), FailureKind.Transient },
        { new HttpRequestException(), FailureKind.Transient },
        { new TaskCanceledException(), FailureKind.Transient },
        { new SiloUnavailableException(), FailureKind.Transient },
        { new InconsistentStateException(), FailureKind.Transient },
        { new DatabaseException(isTransient: true), FailureKind.Transient },
        { new DatabaseException(isTransient: false), FailureKind.Unclassified },
        { new KafkaStreamException("away", isTransient: true), FailureKind.Transient },
        { new KafkaStreamException("too large", isTransient: false), FailureKind.Permanent },
        { new FileNotFoundException(), FailureKind.Unclassified },
        { new ArgumentNullException(), FailureKind.Permanent },
        { new OverflowException(), FailureKind.Permanent },
        { new NullReferenceException(), FailureKind.Permanent },
        { new InvalidOperationException(), FailureKind.Unclassified },
        { new InvalidOperationException("wrapped", new TimeoutException()), FailureKind.Transient },
        { new AggregateException(new FormatException()), FailureKind.Permanent },
        { new ArgumentException("wrapped", new TimeoutException()), FailureKind.Transient },
        { new KafkaStreamException("too large", isTransient: false, new TimeoutException()), FailureKind.Permanent },
        { new OrleansException(), FailureKind.Transient },
        { new CodecNotFoundException("no codec"), FailureKind.Transient },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Classify_KnowsWhatMayPass(Exception error, FailureKind expected) =>
        Assert.Equal(expected, new FailureClassifier().Classify(error));

    [Theory]
    [InlineData(true, FailureKind.Transient)]
    [InlineData(false, FailureKind.Permanent)]
    public void Classify_WhenTheExceptionCameFromAnotherSilo_StillKnows(bool isTransient, FailureKind expected)
    {
        using var services = new ServiceCollection()
            .AddSerializer()
            .Configure<ExceptionSerializationOptions>(o => o.SupportedNamespacePrefixes.Add("Confluent.Kafka"))
            .BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        Exception thrown = new KafkaStreamException("not stored", isTransient, new KafkaException(new Error(Confluent.Kafka.ErrorCode.Local_AllBrokersDown)));

        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray(thrown));

        Assert.Equal(expected, new FailureClassifier().Classify(arrived!));
    }

    private sealed class DatabaseException(bool isTransient) : DbException
    {
        public override bool IsTransient => isTransient;
    }
}
