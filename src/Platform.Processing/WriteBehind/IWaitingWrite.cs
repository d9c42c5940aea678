namespace Platform.Processing;

/// <summary>A write that waits for more of its entity's events.</summary>
internal interface IWaitingWrite
{
    /// <summary>It waits no longer. Called once, maybe after it was made; <see cref="LateWrites.Ended"/> is called when it has ended.</summary>
    void Release();
}
