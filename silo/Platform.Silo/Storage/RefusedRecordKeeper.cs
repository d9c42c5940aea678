using Orleans.Streaming.Kafka;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Silo.Storage;

/// <summary>Keeps what no dead-letter topic takes for its size in the database of the grains' states. Thread-safe.</summary>
internal sealed partial class RefusedRecordKeeper(
    [FromKeyedServices(EventProcessing.StorageName)] IRefusedRecordStorage storage, ILogger<RefusedRecordKeeper> logger) : IOversizedRecordStore
{
    /// <inheritdoc />
    public async Task<bool> KeepAsync(OversizedRecord refused, CancellationToken cancellationToken)
    {
        var position = refused.Record.Position;
        try
        {
            await storage.KeepAsync(RowOf(refused), cancellationToken);
            return true;
        }
        catch (PersistenceException e) when (!e.IsTransient)
        {
            // The database refuses it for what it is: only what passes may hold a partition.
            LogRefused(position, e);
            return false;
        }
    }

    private static Persistence.RefusedRecord RowOf(OversizedRecord refused) => new()
    {
        Group = refused.Group,
        Topic = refused.Record.Position.Topic,
        TopicId = refused.Record.Position.TopicId,
        Partition = refused.Record.Position.Partition,
        Offset = refused.Record.Position.Offset,
        Timestamp = refused.Record.Timestamp,
        Key = refused.Record.Key,
        Value = refused.Record.Value,
        Headers = [.. refused.Record.Headers],
        Entity = refused.Entity,
        Attempts = refused.Attempts,
        ErrorType = refused.ErrorType,
        Error = refused.Error,
        Refusal = refused.Rejection,
        RefusedAt = refused.RejectedAt,
    };

    [LoggerMessage(Level = LogLevel.Critical, Message = "The database refuses {Position}, whose dead letter is too large for its topic; its bytes are nowhere but in the source topic.")]
    private partial void LogRefused(RecordPosition position, Exception error);
}
