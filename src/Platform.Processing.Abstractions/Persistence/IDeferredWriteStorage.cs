namespace Platform.Persistence;

/// <summary>
/// Grain storage that asks for a state when the batch that writes it is made, so that what changes until then is in the same
/// row. A keyed service under the grain storage's name. Thread-safe.
/// </summary>
public interface IDeferredWriteStorage
{
    /// <summary>
    /// Queues a write and returns. Nothing limits how many are queued: the caller does. Writes of one key are made in the order
    /// of their calls, and the next one is asked for its state when the one before has ended; where it is queued earlier than that,
    /// those behind it wait with it.
    /// </summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain it belongs to.</param>
    /// <param name="write">
    /// What is written, and who hears of it. Its methods are called on any thread, the grain's excepted, and must be short; while
    /// the storage is not running, <see cref="IDeferredWrite{T}.Failed"/> is called before this method returns.
    /// </param>
    void Write<T>(string stateName, GrainId grainId, IDeferredWrite<T> write);
}
