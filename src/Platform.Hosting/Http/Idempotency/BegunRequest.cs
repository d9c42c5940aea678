namespace Platform.Hosting.Idempotency;

/// <summary>What is known of a request that begins.</summary>
/// <param name="IsSame">Whether what began before said the same; also true where nothing did.</param>
/// <param name="Answer">The answer's JSON, where it was answered.</param>
[GenerateSerializer, Immutable, Alias("platform.begun-request")]
internal readonly record struct BegunRequest([property: Id(0)] bool IsSame, [property: Id(1)] string? Answer);
