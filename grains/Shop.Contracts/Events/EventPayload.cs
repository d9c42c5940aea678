namespace Shop.Events;

/// <summary>What the shop's payloads have in common: nothing but their stored form, of which it is a part. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("platform.payload")]
public abstract record EventPayload;
