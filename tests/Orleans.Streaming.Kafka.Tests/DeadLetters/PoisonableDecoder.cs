using System.Text;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

/// <summary>Takes the bytes as they are; throws for what begins with "undecodable", knows no type "unknown".</summary>
internal sealed class PoisonableDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record)
    {
        var text = Encoding.UTF8.GetString(record.Value.AsSpan(0, Math.Min(record.Value!.Length, 20)));
        return text switch
        {
            _ when text.StartsWith("undecodable", StringComparison.Ordinal) => throw new FormatException("no event"),
            _ when text.StartsWith("unknown", StringComparison.Ordinal) => DecodedRecord.Reject("unknown-type", "no such type"),
            _ => DecodedRecord.Of(record.Value),
        };
    }
}
