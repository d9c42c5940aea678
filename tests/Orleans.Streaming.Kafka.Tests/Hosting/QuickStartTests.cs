namespace Orleans.Streaming.Kafka.Tests.Hosting;

public sealed class QuickStartTests
{
    [Fact]
    public void QuickStart_OfTheReadme_IsTheProgramThatIsCompiled()
    {
        var readme = File.ReadAllText(InRepository("src", "Orleans.Streaming.Kafka", "README.md"));
        var begin = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;

        var quickStart = readme[begin..readme.IndexOf("```", begin, StringComparison.Ordinal)];

        Assert.Equal(File.ReadAllText(InRepository("tests", "Orleans.Streaming.Kafka.QuickStart", "Program.cs")), quickStart);
    }

    // Not by this file's compiled path: a deterministic build leaves none.
    private static string InRepository(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Platform.sln stands in no folder above the tests.");
        }

        return Path.Combine([folder.FullName, .. path]);
    }
}
