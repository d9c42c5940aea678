namespace Platform.Hosting;

/// <summary>An idempotency key came again with another request.</summary>
public sealed class IdempotencyKeyReusedException()
    : Exception($"The {RequestMetadata.IdempotencyKeyHeader} was used for a request that said something else. Use another key, or send the same request again.");
