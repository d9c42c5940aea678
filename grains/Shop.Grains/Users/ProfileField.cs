namespace Shop.Grains.Users;

/// <summary>
/// A field of a user's profile. Registrations and updates have no order between them; a registration is the older by its
/// meaning, so it never replaces what an update told.
/// </summary>
/// <param name="Value">The value, or null until told.</param>
/// <param name="IsUpdated">Whether an update told it.</param>
[GenerateSerializer, Immutable, Alias("platform.profile-field")]
internal readonly record struct ProfileField(
    [property: Id(0)] string? Value,
    [property: Id(1)] bool IsUpdated)
{
    /// <summary>The field after a registration.</summary>
    /// <param name="told">What it tells, or null.</param>
    public ProfileField Registered(string? told) => IsUpdated || told is null ? this : new(told, false);

    /// <summary>The field after an update.</summary>
    /// <param name="told">What it tells, or null where it did not change.</param>
    public ProfileField Updated(string? told) => told is null ? this : new(told, true);
}
