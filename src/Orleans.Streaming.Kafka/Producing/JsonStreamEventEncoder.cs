using System.Text;
using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The default encoder: <c>byte[]</c> is the value as it is, a string is UTF-8, anything else JSON (<see cref="JsonSerializerOptions.Web"/>),
/// which other programs read, too. What could not be read again as what it was is rejected. Thread-safe.
/// </summary>
internal sealed class JsonStreamEventEncoder : IStreamEventEncoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">JSON would lose a part of the event, or its type.</exception>
    public byte[] Encode<T>(T value)
    {
        try
        {
            return value switch
            {
                byte[] bytes => bytes,
                string text when typeof(T) == typeof(string) => StrictUtf8.GetBytes(text),
                _ => JsonContract.Write(value),
            };
        }
        catch (Exception e) when (e is NotSupportedException or EncoderFallbackException)
        {
            throw new NotSupportedException(
                $"An event of a stream of {JsonContractWalk.NameOf(typeof(T))} can't be sent as JSON, since it could not be read again as what it is: {e.Message.TrimEnd('.')}. " +
                $"Change the type; or have Orleans' serializer write what streams carry, with {nameof(KafkaStreamsBuilder.UseOrleansSerializer)}() on silos and clients (\"{OptionsSection.UseOrleansSerializer}\": true in JSON).",
                e);
        }
    }
}
