using Orleans.Streaming.Kafka;

namespace Shop.Gateway.Tests.Admin;

/// <summary>A failure that says itself that it will pass, from the other side of a call.</summary>
[GenerateSerializer, Alias("test.delivery-away")]
public sealed class DeliveryAwayException() : Exception("away"), IDeliveryFailure
{
    public bool IsTransient => true;
}
