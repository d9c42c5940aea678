namespace Platform.Persistence;

/// <summary>
/// The one exception of this library for what goes wrong with the database or with what is stored. Optimistic conflicts are
/// <see cref="Orleans.Storage.InconsistentStateException"/> instead.
/// </summary>
/// <remarks>
/// It is an <see cref="OrleansException"/> because Orleans wraps every other kind a storage throws, and a grain would have to
/// dig for <see cref="IsTransient"/>.
/// </remarks>
[GenerateSerializer]
[Alias("Platform.Persistence.PersistenceException")]
public sealed class PersistenceException : OrleansException
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What was being done, with which provider, and the error of the database.</param>
    /// <param name="isTransient">See <see cref="IsTransient"/>.</param>
    /// <param name="innerException">The database's own exception, if any.</param>
    public PersistenceException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException!) => IsTransient = isTransient;

    /// <summary>
    /// True when the fault is the database's and the same call may succeed later; nothing was written. False when the fault lies
    /// in this row or this state: rejected content, a newer format, a payload that can't be read.
    /// </summary>
    [Id(0)]
    public bool IsTransient { get; private set; }
}
