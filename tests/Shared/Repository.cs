namespace Tests.Shared;

/// <summary>The source tree, found from where the tests run. Not by a file's compiled path: a deterministic build leaves none.</summary>
internal static class Repository
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below its root.</summary>
    public static string Find(params string[] path) => Path.Combine([Root, .. path]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"Platform.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
