using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Platform.Persistence.Postgres;

/// <summary>Reports, at the silo's start, settings that can't work. Its messages never repeat the connection string.</summary>
internal sealed class PostgresStorageOptionsValidator(string name, PostgresStorageOptions options) : IConfigurationValidator
{
    private const string Setting = nameof(PostgresStorageOptions.ConnectionString);
    private const string Example = "Write for example 'Host=localhost;Database=platform;Username=platform;Password=...'.";

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
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // The exception quotes parts of the text, which may be parts of a password.
            throw Invalid($"{Setting} (value not shown) is no PostgreSQL connection string. {Example}");
        }

        if (string.IsNullOrWhiteSpace(connection.Host))
        {
            throw Invalid($"{Setting} names no host. {Example}");
        }

        if (connection.Multiplexing)
        {
            throw Invalid($"{Setting} sets 'Multiplexing', which has no transactions. Leave it out.");
        }
    }

    private OrleansConfigurationException Invalid(string what) => new($"Storage provider '{name}' ({nameof(PostgresStorageOptions)}): {what}");
}
