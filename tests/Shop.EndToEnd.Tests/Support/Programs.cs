namespace Shop.EndToEnd.Tests.Support;

/// <summary>Where the build puts the programs, beside these tests and in the same configuration.</summary>
internal static class Programs
{
    public static string Silo { get; } = Find("silo/Shop.Silo", "Shop.Silo.dll");

    public static string Gateway { get; } = Find("silo/Shop.Gateway", "Shop.Gateway.dll");

    public static string Cli { get; } = Find("src/Platform.Cli", "platform.dll");

    public static string Root { get; } = FindRoot();

    private static string Find(string project, string assembly)
    {
        // …/tests/Shop.EndToEnd.Tests/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(FindRoot(), project, "bin", output.Parent!.Name, output.Name, assembly);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built.", path);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Platform.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
