namespace Platform.Processing;

/// <summary>Work that is given up when it lasts too long.</summary>
internal interface IExpiring
{
    /// <summary>Gives it up. Called at most once, maybe a moment after it has ended.</summary>
    void Expire();
}
