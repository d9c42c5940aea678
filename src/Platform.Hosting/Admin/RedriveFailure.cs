namespace Platform.Hosting.Admin;

/// <summary>An entity whose redrive could not be begun.</summary>
/// <param name="Grain">The grain's type.</param>
/// <param name="Key">The grain's key.</param>
/// <param name="Error">Why, for a person.</param>
internal sealed record RedriveFailure(string Grain, string Key, string Error);
