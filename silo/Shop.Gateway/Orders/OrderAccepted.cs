using Platform.Hosting;

namespace Shop.Gateway.Orders;

/// <summary>Kafka has the event: the request is durable, and will take effect.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="EventId">The id of the event the request became.</param>
/// <param name="Topic">The topic of the event.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
internal sealed record OrderAccepted(
    string OrderId,
    string EventId,
    string Topic,
    int Partition,
    long Offset)
{
    /// <summary>The answer for an acknowledged event.</summary>
    public static OrderAccepted Of(string orderId, SentEvent sent) =>
        new(orderId, sent.EventId, sent.Record.Topic, sent.Record.Partition, sent.Record.Offset);
}
