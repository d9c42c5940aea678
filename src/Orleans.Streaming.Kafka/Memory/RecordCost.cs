namespace Orleans.Streaming.Kafka;

/// <summary>What a record costs in memory from its reading to its end, estimated from above. Pure.</summary>
internal static class RecordCost
{
    /// <summary>What bookkeeping costs for each offset it has room for: those from the lowest unfinished one to the last read, rounded up to a power of two.</summary>
    public const int PerTrackedOffset = 16;

    // The record, its pending entry, the event made of it, and an entity's queue of its own with its place in the dispatcher:
    // object headers and references weigh more than a small record's bytes.
    private const int Fixed = 1_000;

    // An array's header, for a value or a key.
    private const int PerArray = 32;

    // A name's string, a value's array and the pair of references.
    private const int PerHeader = 96;

    public static long Of(KafkaRecord record)
    {
        long bytes = Fixed;
        if (record.Key is { } key)
        {
            // As bytes, and as text of two bytes a character.
            bytes += (2 * PerArray) + (3L * key.Length);
        }

        if (record.Value is { } value)
        {
            // As it was read, and once more decoded, or on its way as a dead letter.
            bytes += (2 * PerArray) + (2L * value.Length);
        }

        foreach (var (name, header) in record.Headers)
        {
            bytes += PerHeader + (2L * name.Length) + (header?.Length ?? 0);
        }

        return bytes;
    }
}
