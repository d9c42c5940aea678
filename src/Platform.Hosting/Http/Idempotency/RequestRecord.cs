namespace Platform.Hosting.Idempotency;

/// <summary>What is kept of a request with an idempotency key.</summary>
[GenerateSerializer, Alias("platform.request-record")]
internal sealed record RequestRecord
{
    /// <summary>What the request says, hashed.</summary>
    [Id(0)]
    public byte[] Fingerprint { get; init; } = [];

    /// <summary>The answer's JSON, once it was answered.</summary>
    [Id(1)]
    public string? Answer { get; init; }
}
