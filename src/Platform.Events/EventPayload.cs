namespace Platform.Events;

/// <summary>What happened; one record type per event type. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("platform.payload")]
public abstract record EventPayload;
