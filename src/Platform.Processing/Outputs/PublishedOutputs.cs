using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>What came of publishing outputs: which are to go out again, which never will, and what ended the attempt. Pure.</summary>
/// <param name="Rest">The outputs that are to go out again, oldest first.</param>
/// <param name="Rejected">The outputs that Kafka will never take.</param>
/// <param name="Error">The first failure of one of the rest, or null where there is none.</param>
internal sealed record PublishedOutputs(PendingOutput[] Rest, RejectedOutput[] Rejected, Exception? Error)
{
    private static readonly PublishedOutputs AllAcknowledged = new([], [], null);

    /// <summary>Whether an output is not acknowledged.</summary>
    /// <param name="output">One of those that were published.</param>
    public bool IsLeft(PendingOutput output) => Array.Exists(Rest, rest => ReferenceEquals(rest, output)) || Array.Exists(Rejected, rejected => ReferenceEquals(rejected.Output, output));

    /// <summary>Sorts the results.</summary>
    /// <param name="outputs">What was published, oldest first.</param>
    /// <param name="errors">What became of each; null for acknowledged.</param>
    public static PublishedOutputs Of(PendingOutput[] outputs, IReadOnlyList<Exception?> errors)
    {
        if (errors.Count != outputs.Length)
        {
            throw new InvalidOperationException($"{outputs.Length} outputs were published, but {errors.Count} results came back.");
        }

        if (IsWithoutError(errors))
        {
            return AllAcknowledged;
        }

        var (rest, rejected) = (new List<PendingOutput>(), new List<RejectedOutput>());
        Exception? first = null;
        for (var i = 0; i < outputs.Length; i++)
        {
            var error = errors[i];
            if (error is IDeliveryFailure { IsTransient: false })
            {
                rejected.Add(new RejectedOutput(outputs[i], error.Message));
            }
            else if (error is not null || IsBehind(rest, outputs[i]))
            {
                rest.Add(outputs[i]);
                first ??= error;
            }
        }

        return new PublishedOutputs([.. rest], [.. rejected], first);
    }

    private static bool IsWithoutError(IReadOnlyList<Exception?> errors)
    {
        for (var i = 0; i < errors.Count; i++)
        {
            if (errors[i] is not null)
            {
                return false;
            }
        }

        return true;
    }

    // What is acknowledged stays so, but not behind an older one of its key that is not: readers would see them in the wrong order.
    private static bool IsBehind(List<PendingOutput> rest, PendingOutput output) => rest.Exists(older =>
        string.Equals(older.Event.Topic, output.Event.Topic, StringComparison.Ordinal) && string.Equals(older.Event.Key, output.Event.Key, StringComparison.Ordinal));
}
