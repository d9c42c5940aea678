namespace Platform.Events;

/// <summary>Which fields have stood in an object.</summary>
internal struct FieldSet
{
    private ulong _seen;

    /// <summary>Whether the object is an envelope: one with <c>eventType</c> and <c>payload</c>, whatever their values.</summary>
    public readonly bool IsEnvelope => Has(Field.EventType) && Has(Field.Payload);

    /// <summary>Whether a field was there.</summary>
    public readonly bool Has(Field field) => (_seen & Bit(field)) != 0;

    /// <summary>Notes a field.</summary>
    /// <returns>False where it was there before.</returns>
    public bool Add(Field field)
    {
        var before = _seen;
        _seen |= Bit(field);
        return _seen != before;
    }

    private static ulong Bit(Field field) => 1UL << (int)field;
}
