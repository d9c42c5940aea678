using CrashPoints;

namespace Platform.Processing;

/// <summary>
/// The outputs of an entity's last write until they are known to be published. Publishes only when a delivery calls it.
/// Owned by one activation and its scheduler.
/// </summary>
/// <param name="publisher">Where they go.</param>
/// <param name="proof">Proves that an earlier activation has published them.</param>
internal sealed class OutputQueue(IOutputPublisher publisher, CommitProof proof)
{
    private Task<PublishedOutputs>? _publishing;

    /// <summary>The outputs that are not known to be published, oldest first.</summary>
    public PendingOutput[] Pending { get; private set; } = [];

    /// <summary>Takes the outputs of a write that is durable, or of the state that was just read.</summary>
    /// <param name="outputs">The outputs.</param>
    public void Begin(PendingOutput[] outputs)
    {
        Pending = outputs;
        _publishing = null;
    }

    /// <summary>
    /// Returns once every pending output is acknowledged: by an earlier call of this activation, by proof, or by publishing it now.
    /// After a failure the next call goes on from the first that is not acknowledged.
    /// </summary>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="isFresh">Whether the outputs were just written, so that nobody can have published them.</param>
    /// <returns>
    /// The outputs that Kafka will never take, which are pending no more: they must be stored as rejected, and the call
    /// repeated for what is left. Empty where all is acknowledged.
    /// </returns>
    /// <exception cref="DeliveryDeferredException">The deadline passed; the publishing goes on, and the next call waits for it.</exception>
    public async Task<RejectedOutput[]> SettleAsync(Deadline deadline, bool isFresh)
    {
        if (Pending.Length == 0)
        {
            return [];
        }

        // Still under way from a delivery that gave up waiting: a second copy behind it would only grow the topic.
        if (_publishing is null or { IsFaulted: true } or { IsCanceled: true })
        {
            var pending = Pending;
            var outputs = isFresh
                ? pending
                : await deadline.QueryAsync(cancellation => proof.UnprovenAsync(pending, cancellation), "querying what is published already");
            _publishing = PublishAsync(outputs);
        }

        var published = await deadline.WaitAsync(_publishing, "publishing the outputs");
        _publishing = null;
        Pending = published.Rest;
        return published is { Error: { } error, Rejected.Length: 0 } ? throw error : published.Rejected;
    }

    private async Task<PublishedOutputs> PublishAsync(PendingOutput[] outputs)
    {
        if (outputs.Length == 0)
        {
            return new PublishedOutputs([], [], null);
        }

        CrashPoint.Pass("before-publish");
        var errors = await publisher.PublishAsync(Array.ConvertAll(outputs, output => output.Event));
        CrashPoint.Pass("after-publish");
        return PublishedOutputs.Of(outputs, errors);
    }
}
