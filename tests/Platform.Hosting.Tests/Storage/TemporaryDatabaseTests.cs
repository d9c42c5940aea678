using Microsoft.Data.Sqlite;
using Platform.Configuration;
using Platform.Hosting.Storage;

namespace Platform.Hosting.Tests.Storage;

public sealed class TemporaryDatabaseTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("platform-tests-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Database_WhenDisposed_LeavesNothing()
    {
        using (var database = TemporaryDatabase.Create(_root))
        {
            using var connection = new SqliteConnection($"Data Source={database.File}");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES (1);";
            command.ExecuteNonQuery();
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public void LeftOvers_OfAKilledProcess_AreRemovedByTheNext()
    {
        var orphan = Path.Combine(_root, "orphan");
        Directory.CreateDirectory(orphan);
        File.WriteAllText(Path.Combine(orphan, "platform.db-wal"), "x");
        File.WriteAllText(orphan + ".lock", "");

        using var next = TemporaryDatabase.Create(_root);

        Assert.False(Directory.Exists(orphan));
        Assert.False(File.Exists(orphan + ".lock"));
    }

    [Fact]
    public void Database_OfALivingProcess_IsLeftAlone()
    {
        using var first = TemporaryDatabase.Create(_root);
        File.WriteAllText(first.File, "x");

        using var second = TemporaryDatabase.Create(_root);

        Assert.True(File.Exists(first.File));
        Assert.NotEqual(first.File, second.File);
    }

    [Fact]
    public void Choice_WithTheEmbeddedBroker_IsATemporaryFile()
    {
        using var database = SqliteDatabase.Choose(new PlatformSettings(), _root);

        Assert.True(database.IsTemporary);
        Assert.EndsWith("(removed at exit)", database.Description, StringComparison.Ordinal);
        Assert.StartsWith(_root, database.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Choice_WithARealBroker_IsAFileInTheWorkingDirectory()
    {
        using var database = SqliteDatabase.Choose(new PlatformSettings { Kafka = new KafkaSettings { BootstrapServers = "kafka:9092" } }, _root);

        Assert.False(database.IsTemporary);
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "platform.db"), database.File);
    }

    [Fact]
    public void Choice_WhenConfigured_IsThatFile()
    {
        var file = Path.Combine(_root, "mine.db");

        using var database = SqliteDatabase.Choose(new PlatformSettings { Storage = new StorageSettings { ConnectionString = $"Data Source={file}" } }, _root);

        Assert.Equal((false, file), (database.IsTemporary, database.File));
    }

    [Theory]
    [InlineData("Host=db;Password=hunter2")]
    [InlineData("Data Source=/nowhere/hunter2/platform.db")]
    [InlineData("Mode=ReadOnly")]
    public void ConnectionString_WhenItCannotBeUsed_IsRefusedWithoutBeingShown(string connectionString)
    {
        var settings = new PlatformSettings { Storage = new StorageSettings { ConnectionString = connectionString } };

        var refusal = Assert.Throws<PlatformConfigurationException>(() => SqliteDatabase.Choose(settings, _root));

        Assert.Contains("Platform:Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Place_ThatCannotBeWrittenTo_IsRefusedAndSaysWhatWouldBeRight()
    {
        var file = Path.Combine(_root, "a-file");
        File.WriteAllText(file, "");

        var refusal = Assert.Throws<PlatformConfigurationException>(() => TemporaryDatabase.Create(Path.Combine(file, "below")));

        Assert.Contains("Platform:Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultFile_ThatCannotBeOpened_IsRefusedByTheSettingThatWouldChangeIt()
    {
        using var database = SqliteDatabase.Choose(new PlatformSettings { Kafka = new KafkaSettings { BootstrapServers = "kafka:9092" } }, _root);

        var refusal = database.Refuse("It is read-only.");

        Assert.Contains("Platform:Storage:ConnectionString is not set, which stands for platform.db in the working directory", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("It is read-only. Right is", refusal.Message, StringComparison.Ordinal);
    }
}
