using System.Text;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>Finds the stream a record belongs to and decodes its event; or says why it is a dead letter. Thread-safe.</summary>
internal sealed class StreamRecordReader(string topic, KafkaStreamTopicOptions options, IRecordDecoder decoder, RecordFilter? filter = null)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int NamespaceLengthMax = 512;

    private readonly byte[] _namespace = Encoding.UTF8.GetBytes(options.Namespace ?? topic);

    /// <summary>The key of the stream that the keyless records of a partition form.</summary>
    public static byte[] KeyOfPartition(int partition) => Encoding.UTF8.GetBytes($"partition:{partition}");

    /// <summary>The stream's key for a record; not checked yet.</summary>
    public static byte[] KeyOf(KafkaRecord record) => record.Key ?? KeyOfPartition(record.Position.Partition);

    /// <summary>Whether the topic's filter lets a record go on; else it is a dead letter where there is a failure, and skipped where not.</summary>
    public bool Accepts(KafkaRecord record, out DeadLetterReason? failure)
    {
        failure = null;
        return filter is null || filter.Accepts(record, out failure);
    }

    public bool TryRead(KafkaRecord record, out StreamId stream, out object value, out DeadLetterReason reason)
    {
        value = "";
        return TryReadStream(record, out stream, out reason) && TryDecode(record, out value, out reason);
    }

    private bool TryReadStream(KafkaRecord record, out StreamId stream, out DeadLetterReason reason)
    {
        stream = default;
        if (record.Key is null && options.Keyless == KeylessStreamRecords.DeadLetter)
        {
            reason = new DeadLetterReason("no-key", "the record has no key, so it belongs to no stream", null, 0);
            return false;
        }

        if (CheckKey(record) is { } problem)
        {
            reason = new DeadLetterReason("bad-key", problem, null, 0);
            return false;
        }

        var name = NamespaceOf(record);
        if (CheckNamespace(name) is { } wrong)
        {
            reason = new DeadLetterReason("bad-namespace", wrong, null, 0);
            return false;
        }

        stream = StreamId.Create(name, KeyOf(record));
        reason = default;
        return true;
    }

    private byte[] NamespaceOf(KafkaRecord record)
    {
        for (var i = options.NamespaceHeader is null ? -1 : record.Headers.Count - 1; i >= 0; i--)
        {
            if (record.Headers[i].Key == options.NamespaceHeader)
            {
                return record.Headers[i].Value ?? [];
            }
        }

        return _namespace;
    }

    private bool TryDecode(KafkaRecord record, out object value, out DeadLetterReason reason)
    {
        if (options.DeliversTombstones && record is { Value: null, Key: not null })
        {
            (value, reason) = (Tombstone.Instance, default);
            return true;
        }

        DecodedRecord decoded;
        try
        {
            decoded = decoder.Decode(record);
        }
        catch (Exception e) when (e is not CodecNotFoundException)
        {
            // A decoder that throws rejects: a record must never stop its partition. A serializer that this silo lacks does.
            decoded = DecodedRecord.Reject("decoder-failed", $"{e.GetType().Name}: {e.Message}");
        }

        value = decoded.Value!;
        reason = decoded.Value is null
            ? new DeadLetterReason(decoded.ErrorType ?? "refused", decoded.Error ?? "the decoder gave no reason", null, 0)
            : default;
        return decoded.Value is not null;
    }

    private string? CheckNamespace(byte[] name)
    {
        try
        {
            return ReferenceEquals(name, _namespace) || StrictUtf8.GetCharCount(name) <= NamespaceLengthMax
                ? null
                : $"its header \"{options.NamespaceHeader}\" names a namespace of more than {NamespaceLengthMax} characters";
        }
        catch (DecoderFallbackException)
        {
            return $"its header \"{options.NamespaceHeader}\" is not valid UTF-8";
        }
    }

    // What can't be a grain's key can't be an implicit subscriber's.
    private static string? CheckKey(KafkaRecord record)
    {
        try
        {
            return record.Key is not null && EntityId.Check(StrictUtf8.GetString(record.Key)) is { } wrong ? $"the record key {wrong}" : null;
        }
        catch (DecoderFallbackException)
        {
            return "the record key is not valid UTF-8";
        }
    }
}
