namespace Orleans.Streaming.Kafka;

/// <summary>The application's predicate on the records of a topic, before they are decoded. Thread-safe as that is.</summary>
internal sealed class RecordFilter(Func<KafkaRecord, bool> accepts)
{
    /// <summary>Why a record is not delivered, in the metric of skipped records.</summary>
    public const string Refusal = "filtered";

    /// <summary>Whether the record goes on.</summary>
    /// <param name="record">The record.</param>
    /// <param name="failure">Where it does not: why it is a dead letter; null where it is only refused.</param>
    public bool Accepts(KafkaRecord record, out DeadLetterReason? failure)
    {
        failure = null;
        try
        {
            return accepts(record);
        }
        catch (Exception e)
        {
            // The application's code over foreign data. Whether it is wanted nobody knows, so nobody may lose it.
            failure = new DeadLetterReason("filter-failed", $"the topic's filter threw {e.GetType().Name}: {e.Message}", null, 0);
            return false;
        }
    }
}
