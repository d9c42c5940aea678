using System.Collections.Concurrent;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Makes sure, once for each type, that Orleans can send an event to another silo. Without a serializer it reaches the grains of the silo
/// that read it and no others: that is the application's fault, and never a record's. Thread-safe.
/// </summary>
internal sealed class EventSerializers(Serializer serializer, ICodecProvider codecs)
{
    private readonly ConcurrentDictionary<Type, bool> _known = new();

    /// <summary>Why no event of a type can be sent, or null. What its members hold besides their declared types is not looked at.</summary>
    public string? ProblemOf(Type type)
    {
        try
        {
            return codecs.TryGetCodec(type) is null ? Describe(type, null) : null;
        }
        catch (CodecNotFoundException e)
        {
            return Describe(type, e);
        }
    }

    /// <summary>Looks at the first event of each type, with all that it holds.</summary>
    /// <exception cref="OrleansConfigurationException">It can't be sent.</exception>
    public void Require(object value)
    {
        if (_known.ContainsKey(value.GetType()))
        {
            return;
        }

        try
        {
            serializer.SerializeToArray(value);
        }
        catch (CodecNotFoundException e)
        {
            throw new OrleansConfigurationException(Describe(value.GetType(), e), e);
        }
        catch (Exception)
        {
            // This value has a serializer and can't be written by it: that shows where it is delivered, and is its own fault.
            return;
        }

        _known[value.GetType()] = true;
    }

    private static string Describe(Type type, CodecNotFoundException? cause) =>
        $"events of type {type.FullName} can't be sent to another silo: {cause?.Message ?? "Orleans has no serializer for it."} Mark the types with [GenerateSerializer] and their members with [Id], or add a serializer for them (AddSerializer)";
}
