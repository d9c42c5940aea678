namespace Orleans.Streaming.Kafka;

/// <summary>
/// Turns what is produced through a stream into a record's value; the counterpart of <see cref="IRecordDecoder"/>. Called by
/// many threads at once; pure.
/// </summary>
public interface IStreamEventEncoder
{
    /// <summary>Encodes one event.</summary>
    /// <typeparam name="T">The stream's type.</typeparam>
    /// <param name="value">The event; never null.</param>
    byte[] Encode<T>(T value);
}
