using System.ComponentModel.DataAnnotations;
using Microsoft.Data.Sqlite;

namespace Platform.Persistence.Sqlite;

/// <summary>Reports, at the silo's start, settings that can't work.</summary>
internal sealed class SqliteStorageOptionsValidator(string name, SqliteStorageOptions options) : IConfigurationValidator
{
    /// <inheritdoc />
    public void ValidateConfiguration()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
        {
            throw Invalid(string.Join(" ", faults.Select(static fault => fault.ErrorMessage)));
        }

        ValidateConnectionString();
    }

    private void ValidateConnectionString()
    {
        const string Setting = nameof(SqliteStorageOptions.ConnectionString);
        const string Example = "Write for example 'Data Source=platform.db'.";
        SqliteConnectionStringBuilder connection;
        try
        {
            connection = new SqliteConnectionStringBuilder(options.ConnectionString);
        }
        catch (ArgumentException e)
        {
            throw Invalid($"{Setting} can't be read: {e.Message} {Example}");
        }

        if (connection.DataSource.Length == 0)
        {
            throw Invalid($"{Setting} names no file. {Example}");
        }

        if (connection.Mode == SqliteOpenMode.Memory || connection.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid($"{Setting} names a database in memory, which every connection would see differently and an exit would lose. {Example}");
        }

        if (connection.Mode == SqliteOpenMode.ReadOnly || connection.Cache == SqliteCacheMode.Shared)
        {
            throw Invalid($"{Setting} sets 'Mode=ReadOnly' or 'Cache=Shared'; a storage needs to write, and caches of its own. Leave both out.");
        }
    }

    private OrleansConfigurationException Invalid(string what) => new($"Storage provider '{name}' ({nameof(SqliteStorageOptions)}): {what}");
}
