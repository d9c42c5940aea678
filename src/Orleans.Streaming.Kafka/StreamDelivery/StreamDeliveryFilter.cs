using Orleans.Serialization.Invocation;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>Follows the calls in which Orleans' agents hand our batches to subscribers. Thread-safe.</summary>
internal sealed class StreamDeliveryFilter : IOutgoingGrainCallFilter
{
    // IStreamConsumerExtension.DeliverBatch(subscription, stream, batch, …), which is internal to Orleans.
    private const string Method = "DeliverBatch";
    private const int BatchArgument = 2;

    // Of StreamHandshakeToken, which is internal to Orleans: the place where the subscriber wants to go on.
    private const string AnswerToken = "Token";

    public Task Invoke(IOutgoingGrainCallContext context) =>
        AttemptOf(context.Request) is { } attempt ? FollowAsync(attempt, context) : context.Invoke();

    private static DeliveryAttempt? AttemptOf(IInvokable request) =>
        request.GetMethodName() == Method && request.GetArgumentCount() > BatchArgument
            ? (request.GetArgument(BatchArgument) as KafkaStreamBatch)?.Attempt
            : null;

    private static async Task FollowAsync(DeliveryAttempt attempt, IOutgoingGrainCallContext context)
    {
        var processing = attempt.BeginCall();
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            attempt.EndAttempt(processing, e, isTaken: false);
            throw;
        }

        attempt.EndAttempt(processing, error: null, isTaken: context.Result is null, TokenOf(context.Result));
    }

    // Rare: once for each time that a subscriber resumes.
    private static StreamSequenceToken? TokenOf(object? answer) => answer?.GetType().GetProperty(AnswerToken)?.GetValue(answer) as StreamSequenceToken;
}
