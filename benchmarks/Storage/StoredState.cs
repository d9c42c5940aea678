namespace Storage;

/// <summary>A state of a given size.</summary>
[GenerateSerializer, Alias("storage.stored-state")]
internal sealed record StoredState
{
    [Id(0)]
    public byte[] Body { get; init; } = [];

    /// <summary>Bytes that no compression makes fewer.</summary>
    public static StoredState OfLength(int length)
    {
        var body = new byte[length];
#pragma warning disable CA5394 // Nothing here is secret.
        Random.Shared.NextBytes(body);
#pragma warning restore CA5394
        return new StoredState { Body = body };
    }
}
