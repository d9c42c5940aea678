namespace Orleans.Streaming.Kafka;

/// <summary>
/// Refuses at start what could not deliver a stream's events: a type that reaches the grains of one silo only, and records that are written
/// in one form and read in another.
/// </summary>
internal sealed class EventTypesValidator(string name, IReadOnlyCollection<KafkaTopicRoute> routes, EventSerializers serializers, IRecordDecoder decoder, IStreamEventEncoder encoder)
    : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var usesOrleans = decoder is OrleansRecordDecoder;
        if (usesOrleans != encoder is OrleansStreamEventEncoder)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": what streams produce is written by {encoder.GetType().Name} and read by {decoder.GetType().Name}. {nameof(KafkaStreamsBuilder.UseOrleansSerializer)} sets both; leave out the other encoder or decoder.");
        }

        foreach (var route in routes)
        {
            if (usesOrleans && route is { Stream: not null, DecoderOf: not null })
            {
                throw new OrleansConfigurationException(
                    $"Kafka stream provider \"{name}\": Topic \"{route.Topic}\" has a decoder of its own, and what streams produce is written by Orleans' serializer. Leave out that decoder (AsStream() without a type), or leave out {nameof(KafkaStreamsBuilder.UseOrleansSerializer)}.");
            }

            if (route.EventType is { } type && serializers.ProblemOf(type) is { } problem)
            {
                throw new OrleansConfigurationException($"Kafka stream provider \"{name}\": Topic \"{route.Topic}\": {problem}.");
            }
        }
    }
}
