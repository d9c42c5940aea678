namespace Platform.Configuration;

/// <summary>Where grain state is kept.</summary>
public enum StorageProvider
{
    /// <summary>A SQLite file.</summary>
    Sqlite = 0,

    /// <summary>PostgreSQL.</summary>
    Postgres = 1,

    /// <summary>Memory; gone at exit.</summary>
    Memory = 2,
}
