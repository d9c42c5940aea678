using Orleans.Serialization.Invocation;

namespace Orleans.Streaming.Kafka;

/// <summary>Follows the calls in which Orleans' agents hand our batches to subscribers. Thread-safe.</summary>
internal sealed class StreamDeliveryFilter : IOutgoingGrainCallFilter
{
    // IStreamConsumerExtension.DeliverBatch(subscription, stream, batch, …), which is internal to Orleans.
    private const string Method = "DeliverBatch";
    private const int BatchArgument = 2;

    public Task Invoke(IOutgoingGrainCallContext context) =>
        FlightOf(context.Request) is { } flight ? FollowAsync(flight, context) : context.Invoke();

    private static StreamFlight? FlightOf(IInvokable request) =>
        request.GetMethodName() == Method && request.GetArgumentCount() > BatchArgument
            ? (request.GetArgument(BatchArgument) as KafkaStreamBatch)?.Flight
            : null;

    private static async Task FollowAsync(StreamFlight flight, IOutgoingGrainCallContext context)
    {
        var processing = flight.BeginAttempt();
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            flight.EndAttempt(processing, e, isTaken: false);
            throw;
        }

        // An answer says where the subscriber wants to go on instead.
        flight.EndAttempt(processing, error: null, isTaken: context.Result is null);
    }
}
