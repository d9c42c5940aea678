using Microsoft.Data.Sqlite;
using Platform.Configuration;
using Platform.Hosting.Idempotency;

namespace Platform.Hosting.Storage;

/// <summary>The SQLite file that grain state is kept in. Disposing removes it if it is a temporary one.</summary>
internal sealed class SqliteDatabase : IStateDatabase
{
    private const string DefaultFile = "platform.db";
    private readonly TemporaryDatabase? _temporary;

    // Never logged: it may hold a password.
    private readonly string _connectionString;

    private readonly bool _isDefault;
    private readonly PlatformSettings _settings;

    private SqliteDatabase(PlatformSettings settings, string connectionString, TemporaryDatabase? temporary, bool isDefault)
    {
        _settings = settings;
        _isDefault = isDefault;
        _connectionString = connectionString;
        _temporary = temporary;
        File = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
    }

    /// <summary>The file's absolute path.</summary>
    public string File { get; }

    /// <inheritdoc />
    public string Description => $"SQLite, {File}{(IsTemporary ? " (removed at exit)" : "")}";

    /// <inheritdoc />
    public bool IsTemporary => _temporary is not null;

    /// <summary>The configured file; else a temporary one with the embedded broker, <c>platform.db</c> in the working directory with a real one.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="temporaryRoot">Where temporary ones are made.</param>
    /// <exception cref="PlatformConfigurationException">The connection string can't be used, or no temporary file can be made.</exception>
    public static SqliteDatabase Choose(PlatformSettings settings, string temporaryRoot)
    {
        if (settings.Storage.ConnectionString is { } configured)
        {
            return new SqliteDatabase(settings, Checked(configured), temporary: null, isDefault: false);
        }

        var temporary = settings.Kafka.IsEmbedded ? TemporaryDatabase.Create(temporaryRoot) : null;
        var file = temporary?.File ?? Path.GetFullPath(DefaultFile);
        return new SqliteDatabase(settings, new SqliteConnectionStringBuilder { DataSource = file }.ToString(), temporary, isDefault: true);
    }

    /// <inheritdoc />
    public ISiloBuilder AddTo(ISiloBuilder silo, string name) =>
        silo.AddSqliteGrainStorage(name, options =>
        {
            (options.ConnectionString, options.StartTimeout) = (_connectionString, _settings.StartTimeout);
            options.BelongTo(_settings);
        }).KeepOversizedRecords().ForgetOldRequests(_settings.Gateway);

    /// <inheritdoc />
    public PlatformConfigurationException Refuse(string fault) => IsTemporary
        ? TemporaryDatabase.Refusal(File, fault)
        : new([$"Platform:Storage:ConnectionString {(_isDefault ? $"is not set, which stands for {DefaultFile} in the working directory" : "(value not shown)")} (environment: Platform__Storage__ConnectionString)\n{fault} Right is for example Data Source=/var/lib/platform/platform.db."]);

    public void Dispose() => _temporary?.Dispose();

    private static string Checked(string connectionString)
    {
        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);
            return builder.DataSource.Length > 0 && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(builder.DataSource)))
                ? connectionString
                : throw Refusal("The data source names no file in a directory that exists.");
        }
        catch (ArgumentException)
        {
            // Its message repeats parts of the text, which may hold a password.
            throw Refusal("It is no SQLite connection string.");
        }
    }

    private static PlatformConfigurationException Refusal(string fault) =>
        new([$"Platform:Storage:ConnectionString (value not shown) (environment: Platform__Storage__ConnectionString)\n{fault} Right is for example Data Source=/var/lib/platform/platform.db."]);
}
