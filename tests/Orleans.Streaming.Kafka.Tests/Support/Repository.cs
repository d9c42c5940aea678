namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Files of the repository the tests are built in.</summary>
internal static class Repository
{
    /// <summary>A path below its root. Not by a file's compiled path: a deterministic build leaves none.</summary>
    public static string Find(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Platform.sln stands in no folder above the tests.");
        }

        return Path.Combine([folder.FullName, .. path]);
    }
}
