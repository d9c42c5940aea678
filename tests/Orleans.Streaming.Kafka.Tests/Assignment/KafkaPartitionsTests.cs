using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka.Tests.Assignment;

/// <summary>What goes from one process of the cluster to another.</summary>
public sealed class KafkaPartitionsTests
{
    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().AddKafkaPartitions().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void Request_NamesATypeThatOtherProcessesTake() =>
        Assert.Equal(typeof(PartitionControl), _serializer.Deserialize<Type>(_serializer.SerializeToArray<Type>(typeof(PartitionControl))));

    [Fact]
    public void RequestAndResponse_AreTheSameOnTheOtherSide()
    {
        Assert.Equal(new ResumeRequest("orders", "orders.created", 3, 17), Copy(new ResumeRequest("orders", "orders.created", 3, 17)));
        Assert.Equal(new ResumeRequest("orders", "orders.created", 3, null), Copy(new ResumeRequest("orders", "orders.created", 3, null)));
        Assert.Equal(new ResumeResponse(1, 2, "no", IsTransient: true), Copy(new ResumeResponse(1, 2, "no", IsTransient: true)));
        Assert.Equal(new PauseRequest("orders", "orders.created", null), Copy(new PauseRequest("orders", "orders.created", null)));
    }

    private object? Copy(object value) => _serializer.Deserialize<object>(_serializer.SerializeToArray(value));
}
