using Platform.Persistence;
using Texts;

namespace Platform.Processing;

/// <summary>What an operator does with the rejected outputs of an entity. Owned by one activation, which runs it alone.</summary>
/// <typeparam name="TState">The entity's state.</typeparam>
/// <param name="processing">The storage and the publisher.</param>
/// <param name="grain">The entity.</param>
/// <param name="name">The entity's full name.</param>
/// <param name="store">What is durable.</param>
/// <param name="settle">Publishes what is pending, which comes first.</param>
internal sealed class RejectedOutputOperations<TState>(EventProcessing processing, GrainId grain, string name, EntityStore<TState> store, Func<Deadline, Task> settle)
    where TState : class
{
    /// <summary>Whether there is one.</summary>
    /// <param name="deadline">How long to wait.</param>
    public async Task<bool> AnyAsync(Deadline deadline) => (await ReadAsync(0, 1, deadline)).Count > 0;

    /// <summary>Publishes all of them again, and removes those that are acknowledged.</summary>
    /// <param name="deadline">How long to wait.</param>
    /// <returns>How many were published; null where there are none.</returns>
    /// <exception cref="Orleans.Streaming.Kafka.KafkaStreamException">Kafka did not take one; those before and after it are done.</exception>
    public async Task<long?> PublishAsync(Deadline deadline)
    {
        if (!MayHaveAny)
        {
            return null;
        }

        long? published = null;
        Exception? error = null;
        IReadOnlyList<ParkedRecord> page;
        for (var from = 0L; (page = await ReadAsync(from, processing.Options.RedriveStepCount, deadline)).Count > 0; from = page[^1].Sequence + 1)
        {
            await settle(deadline);
            var errors = await PublishAsync(page, deadline);
            error ??= errors.FirstOrDefault(failed => failed is not null);
            long[] sequences = [.. page.Where((_, index) => errors[index] is null).Select(record => record.Sequence)];
            published = (published ?? 0) + await WriteAsync(sequences, null, deadline);
        }

        if (published > 0)
        {
            processing.Logger.RejectedOutputsPublished(name, published.Value);
        }

        return error is null ? published : throw error;
    }

    /// <summary>Drops one or all of them for good.</summary>
    /// <param name="sequence">Which one; null for all.</param>
    /// <param name="reason">Why.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <returns>How many were dropped.</returns>
    public async Task<long> DropAsync(long? sequence, string reason, Deadline deadline)
    {
        var dropped = 0L;
        IReadOnlyList<ParkedRecord> page;
        do
        {
            page = await ReadAsync(sequence ?? 0, sequence is null ? processing.Options.RedriveStepCount : 1, deadline);
            await settle(deadline);
            dropped += await WriteAsync([.. page.Select(record => record.Sequence).Where(found => sequence is null || found == sequence)], reason, deadline);
        }
        while (sequence is null && page.Count > 0);

        if (dropped > 0)
        {
            processing.Logger.RejectedOutputsDropped(name, dropped, PlainText.Of(reason));
        }

        return dropped;
    }

    // Where every sequence there ever was is parked, none is an output's: a redrive of many entities needs no query for each.
    private bool MayHaveAny => store.State.LastSequence > 0 && !(store.State.Quarantine is { Next: 1 } quarantine && quarantine.Parked == store.State.LastSequence);

    // What never became a record has no bytes to send.
    private async Task<Exception?[]> PublishAsync(IReadOnlyList<ParkedRecord> records, Deadline deadline)
    {
        var errors = new Exception?[records.Count];
        int[] sent = [.. Enumerable.Range(0, records.Count).Where(index => HasBytes(records[index]))];
        var answers = sent.Length == 0
            ? []
            : await deadline.WaitAsync(processing.Publisher.PublishStoredAsync(Array.ConvertAll(sent, index => records[index])), "publishing rejected outputs");
        for (var i = 0; i < sent.Length; i++)
        {
            errors[sent[i]] = answers[i];
        }

        foreach (var index in Enumerable.Range(0, records.Count).Except(sent))
        {
            errors[index] = new EventRejectedException(QuarantinedEntity.RejectedOutput, $"Output {records[index].Sequence} of {name} never became a record and can't be published; drop it.");
        }

        return errors;
    }

    private static bool HasBytes(ParkedRecord record) => record.Value is not null || record.Headers.Length > 0;

    private Task<IReadOnlyList<ParkedRecord>> ReadAsync(long from, int limit, Deadline deadline) =>
        deadline.QueryAsync(cancellation => processing.Parking.ReadRejectedOutputsAsync(EventProcessing.StateName, grain, from, limit, cancellation), "reading the rejected outputs");

    private async Task<long> WriteAsync(long[] sequences, string? dropReason, Deadline deadline)
    {
        if (sequences.Length > 0)
        {
            var settled = new SettledOutputs(sequences, dropReason, processing.Time.GetUtcNow());
            await store.WriteAsync(store.State, RejectedOutputs.Settle(store.State, grain, settled), deadline);
        }

        return sequences.Length;
    }
}
