using CrashPoints;

namespace Platform.Processing;

/// <summary>
/// The outputs of an entity's last write until they are known to be published. Publishes only when a delivery asks for it.
/// Owned by one activation and its scheduler.
/// </summary>
/// <param name="publisher">Where they go.</param>
/// <param name="proof">What tells that an earlier life of the entity has published them.</param>
internal sealed class OutputQueue(IOutputPublisher publisher, CommitProof proof)
{
    private PendingOutputs? _pending;
    private Task? _publishing;

    /// <summary>Takes the outputs of a write that is durable, or of the state that was just read.</summary>
    /// <param name="outputs">The outputs, or null where there are none.</param>
    public void Begin(PendingOutputs? outputs)
    {
        _pending = outputs;
        _publishing = null;
    }

    /// <summary>
    /// Returns once every pending output is acknowledged: by an earlier call in this life, by proof, or by publishing it now.
    /// </summary>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="isFresh">Whether the outputs were just written, so that nobody can have published them.</param>
    /// <exception cref="DeliveryPutOffException">The deadline passed; the publishing goes on, and the next call waits for it.</exception>
    public async Task SettleAsync(Deadline deadline, bool isFresh)
    {
        if (_pending is null)
        {
            return;
        }

        // Still under way from a delivery that gave up waiting: a second copy behind it would only grow the topic.
        if (_publishing is null or { IsFaulted: true } or { IsCanceled: true })
        {
            var outputs = isFresh ? _pending.Outputs : await proof.UnprovenAsync(_pending);
            _publishing = outputs.Length == 0 ? Task.CompletedTask : PublishAsync(outputs);
        }

        await deadline.WaitAsync(_publishing, "publishing the outputs");
        _pending = null;
    }

    private async Task PublishAsync(PendingOutput[] outputs)
    {
        CrashPoint.Pass("before-publish");
        await publisher.PublishAsync(Array.ConvertAll(outputs, output => output.Event));
        CrashPoint.Pass("after-publish");
    }
}
