namespace Platform.Processing;

/// <summary>An entity whose redrive could not be begun.</summary>
/// <param name="Grain">The grain's type.</param>
/// <param name="Key">The grain's key.</param>
/// <param name="Error">Why, for a person.</param>
[GenerateSerializer, Immutable, Alias("platform.bulk-redrive-failure")]
public sealed record BulkRedriveFailure([property: Id(0)] string Grain, [property: Id(1)] string Key, [property: Id(2)] string Error);
