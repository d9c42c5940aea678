using Microsoft.Data.Sqlite;
using Platform.Configuration;

namespace Platform.Hosting.Storage;

/// <summary>
/// A directory for a database that ends with the process. It is removed on disposal; that of a process which was killed is
/// removed by the next one, which knows it by a lock nobody holds any more.
/// </summary>
/// <remarks>
/// The lock file is beside the directory and is created and locked before it: a directory whose owner is still
/// starting can't be taken for an orphan.
/// </remarks>
internal sealed class TemporaryDatabase : IDisposable
{
    private const string LockSuffix = ".lock";
    private readonly FileStream _lock;
    private readonly string _directory;

    private TemporaryDatabase(FileStream @lock, string directory)
    {
        _lock = @lock;
        _directory = directory;
    }

    /// <summary>The database file's absolute path; the file itself is not there yet.</summary>
    public string File => Path.Combine(_directory, "platform.db");

    /// <summary>Where such directories are: one place per user of the machine.</summary>
    public static string DefaultRoot => Path.Combine(Path.GetTempPath(), $"platform-{Environment.UserName}");

    /// <summary>Removes what killed processes left behind, and makes a directory.</summary>
    /// <param name="root">Where.</param>
    /// <exception cref="PlatformConfigurationException">The place can't be written to.</exception>
    public static TemporaryDatabase Create(string root)
    {
        try
        {
            return CreateIn(root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refusal(root, exception.Message);
        }
    }

    /// <summary>The refusal to start with a temporary database.</summary>
    /// <param name="place">Where it was to be.</param>
    /// <param name="fault">What is wrong.</param>
    public static PlatformConfigurationException Refusal(string place, string fault) =>
        new([$"Platform:Storage:ConnectionString is not set, which with the embedded broker stands for a temporary database at {place} (environment: Platform__Storage__ConnectionString)\n{fault} Right is a directory for temporary files that this user may write to (environment: TMPDIR), or a connection string, for example Data Source=/var/lib/platform/platform.db."]);

    private static TemporaryDatabase CreateIn(string root)
    {
        CreatePrivate(root);
        Sweep(root);
        var directory = Path.Combine(root, Guid.NewGuid().ToString("N"));
        var stream = new FileStream(directory + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        CreatePrivate(directory);
        return new TemporaryDatabase(stream, directory);
    }

    /// <summary>Removes the directory with all that SQLite put there.</summary>
    public void Dispose()
    {
        // Windows removes no open file, and the pool keeps some open.
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
        _lock.Dispose();
        System.IO.File.Delete(_directory + LockSuffix);
    }

    private static void Sweep(string root)
    {
        foreach (var lockFile in Directory.EnumerateFiles(root, "*" + LockSuffix))
        {
            if (TryOpen(lockFile) is { } orphan)
            {
                using (orphan)
                {
                    var directory = lockFile[..^LockSuffix.Length];
                    if (Directory.Exists(directory))
                    {
                        Directory.Delete(directory, recursive: true);
                    }
                }

                System.IO.File.Delete(lockFile);
            }
        }
    }

    private static FileStream? TryOpen(string lockFile)
    {
        try
        {
            return new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Its owner lives, or ended just now and removed it.
            return null;
        }
    }

    private static void CreatePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
