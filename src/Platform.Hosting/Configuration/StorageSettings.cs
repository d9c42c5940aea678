namespace Platform.Configuration;

/// <summary><c>Platform:Storage</c>.</summary>
public sealed record StorageSettings
{
    /// <summary><c>Sqlite</c> (default), <c>Postgres</c> or <c>Memory</c>.</summary>
    public StorageProvider Provider { get; init; }

    /// <summary>The provider's connection string, required for PostgreSQL; for SQLite null means a temporary file with the embedded broker, else <c>platform.db</c> in the working directory. Never logged.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Allows <c>Memory</c> beside a real broker, whose committed offsets would outlive the state.</summary>
    public bool AllowVolatile { get; init; }

    /// <summary>Allows a connection to PostgreSQL whose server is not verified by TLS, outside Development.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>The id of the cluster whose database this one takes over, once no silo of it runs any more; or null.</summary>
    public string? TakeOverFrom { get; init; }

    /// <summary>The provider without the connection string.</summary>
    public override string ToString() => Provider.ToString();
}
