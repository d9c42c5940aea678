using Orleans.Streaming.Kafka;
using Platform.Persistence;
using Platform.Processing;
using OversizedRecord = Orleans.Streaming.Kafka.OversizedRecord;

namespace Platform.Hosting.Storage;

/// <summary>Keeps what no dead-letter topic takes for its size in the database of the grains' states. Thread-safe.</summary>
internal sealed partial class OversizedRecordStore(
    [FromKeyedServices(EventProcessing.StorageName)] IOversizedRecordStorage storage, ILogger<OversizedRecordStore> logger) : IOversizedRecordStore
{
    /// <inheritdoc />
    public async Task<bool> KeepAsync(OversizedRecord oversized, CancellationToken cancellationToken)
    {
        var position = oversized.Record.Position;
        try
        {
            await storage.KeepAsync(RowOf(oversized), cancellationToken);
            return true;
        }
        catch (PersistenceException e) when (!e.IsTransient)
        {
            // The database refuses it for what it is: only what passes may hold a partition.
            LogRejected(position, e);
            return false;
        }
    }

    private static Persistence.OversizedRecord RowOf(OversizedRecord oversized) => new()
    {
        Group = oversized.Group,
        Topic = oversized.Record.Position.Topic,
        TopicId = oversized.Record.Position.TopicId,
        Partition = oversized.Record.Position.Partition,
        Offset = oversized.Record.Position.Offset,
        Timestamp = oversized.Record.Timestamp,
        Key = oversized.Record.Key,
        Value = oversized.Record.Value,
        Headers = [.. oversized.Record.Headers],
        Entity = oversized.Entity,
        Attempts = oversized.Attempts,
        ErrorType = oversized.ErrorType,
        Error = oversized.Error,
        Rejection = oversized.Rejection,
        RejectedAt = oversized.RejectedAt,
    };

    [LoggerMessage(Level = LogLevel.Critical, Message = "The database refuses {Position}, whose dead letter is too large for its topic; its bytes are nowhere but in the source topic.")]
    private partial void LogRejected(RecordPosition position, Exception error);
}
