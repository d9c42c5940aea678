using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>Makes the application's failure handlers, one for each pulling agent.</summary>
/// <param name="Create">Makes one.</param>
internal sealed record StreamFailureHandlers(Func<IServiceProvider, QueueId, IStreamFailureHandler> Create);
