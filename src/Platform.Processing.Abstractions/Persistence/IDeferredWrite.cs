namespace Platform.Persistence;

/// <summary>
/// A write whose state is named when its batch is made. Either <see cref="Written"/> or <see cref="Failed"/> is called, once;
/// what they throw is logged and changes nothing.
/// </summary>
/// <typeparam name="T">The state.</typeparam>
public interface IDeferredWrite<T>
{
    /// <summary>
    /// Called at most once, when the write's batch is made; of one storage by one thread at a time. What it returns is what is
    /// written, and must not change until it has been serialized, which is before the next call. If it throws, the write fails
    /// with that exception.
    /// </summary>
    DeferredState<T> Take();

    /// <summary>The state is durable. Called in the order of the key's writes.</summary>
    /// <param name="etag">The row's ETag from now on.</param>
    void Written(string etag);

    /// <summary>The state is not written, or it is unknown whether it is.</summary>
    /// <param name="exception">
    /// What <see cref="IParkingStorage.WriteStateAsync"/> would have thrown: an <see cref="Orleans.Storage.InconsistentStateException"/>
    /// or a <see cref="PersistenceException"/>.
    /// </param>
    void Failed(Exception exception);
}
