using System.Text;

namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

/// <summary>Makes a <see cref="PlainThing"/> of "plain …", a <see cref="Box"/> with one inside of "box …", an empty one of "empty", a text of all else.</summary>
internal sealed class PlainThingDecoder : IRecordDecoder
{
    public DecodedRecord Decode(KafkaRecord record)
    {
        var text = Encoding.UTF8.GetString(record.Value!);
        return text switch
        {
            _ when text.StartsWith("box", StringComparison.Ordinal) => DecodedRecord.Of(new Box { Content = new PlainThing(text) }),
            "empty" => DecodedRecord.Of(new Box()),
            _ when text.StartsWith("plain", StringComparison.Ordinal) => DecodedRecord.Of(new PlainThing(text)),
            _ => DecodedRecord.Of(text),
        };
    }
}
