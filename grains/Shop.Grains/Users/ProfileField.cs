namespace Shop.Grains.Users;

/// <summary>
/// A field of a user's profile. Registrations and updates have no order between them; a registration is the older by its
/// meaning, so it never replaces what an update set.
/// </summary>
/// <param name="Value">The value, or null until an event sets it.</param>
/// <param name="IsUpdated">Whether an update set it.</param>
[GenerateSerializer, Immutable, Alias("platform.profile-field")]
internal readonly record struct ProfileField(
    [property: Id(0)] string? Value,
    [property: Id(1)] bool IsUpdated)
{
    /// <summary>The field after a registration.</summary>
    /// <param name="value">What it has, or null.</param>
    public ProfileField Registered(string? value) => IsUpdated || value is null ? this : new(value, false);

    /// <summary>The field after an update.</summary>
    /// <param name="value">What it has, or null where it did not change.</param>
    public ProfileField Updated(string? value) => value is null ? this : new(value, true);
}
