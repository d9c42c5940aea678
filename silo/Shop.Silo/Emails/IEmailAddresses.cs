namespace Shop.Silo.Emails;

/// <summary>Knows users' e-mail addresses. Thread-safe.</summary>
internal interface IEmailAddresses
{
    /// <summary>The user's address, or null where none is known.</summary>
    /// <param name="userId">The user's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<string?> FindAsync(string userId, CancellationToken cancellationToken);
}
