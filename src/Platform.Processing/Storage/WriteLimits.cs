using System.Text;
using Platform.Events;

namespace Platform.Processing;

/// <summary>What an entity's write may carry. Pure.</summary>
/// <param name="encoder">Makes records of outputs.</param>
/// <param name="options">The limits.</param>
internal sealed class WriteLimits(EventEncoder encoder, ProcessingOptions options)
{
    // An output is part of the packed state, and JSON is not that much longer: below this there is nothing to measure.
    private const int JsonGrowthMax = 256;

    /// <summary>Rejects what can't be stored or published.</summary>
    /// <param name="packed">The packed state.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <exception cref="WriteRejectedException">It is too large, or an output is.</exception>
    public void Check(byte[] packed, PendingOutput[] outputs)
    {
        if (packed.Length > options.StateBytesMax)
        {
            throw new WriteRejectedException(new EventFailure(
                "state-too-large", $"The entity's state would have {packed.Length:N0} bytes, of {options.StateBytesMax:N0} it may have."));
        }

        if ((long)packed.Length * JsonGrowthMax > options.OutputBytesMax)
        {
            foreach (var output in outputs)
            {
                Check(output.Event);
            }
        }
    }

    private void Check(OutgoingEvent output)
    {
        var bytes = SizeOf(output);
        if (bytes > options.OutputBytesMax)
        {
            throw new WriteRejectedException(new EventFailure(
                "output-too-large", $"An output to {output.Topic} would have {bytes:N0} bytes, of {options.OutputBytesMax:N0} it may have."));
        }
    }

    private long SizeOf(OutgoingEvent output)
    {
        try
        {
            var encoded = encoder.Encode(output.Event);
            return Encoding.UTF8.GetByteCount(output.Key ?? "") + encoded.Value.LongLength + encoded.Headers.Sum(header => Encoding.UTF8.GetByteCount(header.Key) + (header.Value?.LongLength ?? 0));
        }
        catch (ArgumentException exception)
        {
            throw new WriteRejectedException(new EventFailure(RejectedOutputs.ErrorType, $"An output to {output.Topic} can't become a record: {exception.Message}"), exception);
        }
    }
}
