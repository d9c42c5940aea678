using System.Runtime.CompilerServices;

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

    private static string InRepository(params string[] path) => Path.Combine([Path.GetDirectoryName(ThisFile())!, "..", "..", "..", .. path]);

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
