namespace Orleans.Streaming.Kafka.Tests.Adapter;

public sealed class QuickStartTests
{
    [Fact]
    public void QuickStart_OfTheReadme_IsTheProgramThatIsCompiled()
    {
        var readme = File.ReadAllText(Repository.Find("src", "Orleans.Streaming.Kafka", "README.md"));
        var begin = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;

        var quickStart = readme[begin..readme.IndexOf("```", begin, StringComparison.Ordinal)];

        Assert.Equal(File.ReadAllText(Repository.Find("tests", "Orleans.Streaming.Kafka.QuickStart", "Program.cs")), quickStart);
    }
}
