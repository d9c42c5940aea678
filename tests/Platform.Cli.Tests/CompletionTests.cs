namespace Platform.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("d", "dlq")]
    [InlineData("dlq re", "redrive", "reinject")]
    [InlineData("dlq list --", "--after", "--error", "--from", "--help", "--limit", "--to", "--topic", "--url")]
    [InlineData("dlq drop meter/1 --re", "--reason")]
    public async Task Completion_OfWhatIsTyped_IsEachNameThatGoesOnSo(string typed, params string[] names)
    {
        var run = await Run.OfAsync($"[suggest:{typed.Length}]", typed);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(names, run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }
}
