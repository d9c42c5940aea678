namespace Platform.Processing;

/// <summary>What the grains of one class have in common. Thread-safe.</summary>
internal interface IEntityKind
{
    /// <summary>Whether an entity's events need nothing that only an activation has.</summary>
    bool NeedsNoActivation { get; }

    /// <summary>Whether another activation of the same class named the same kind and rules.</summary>
    /// <param name="other">What the other one named.</param>
    bool IsSameAs(IEntityKind other);

    /// <summary>Begins an entity without an activation: with its first batch it reads what is stored, and keeps what it receives until then.</summary>
    /// <param name="grain">The entity.</param>
    IUnactivatedEntity Begin(GrainId grain);
}
