namespace Platform.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("dlq", "list", "--limit", "many", "--help")]
    public async Task Help_WhenAskedFor_IsThere(params string[] args)
    {
        var run = await Run.OfAsync(args);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Exit code: 0 done, 1 failed, 2 wrong usage.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "--topic", "--error", "--from", "--to", "--after", "--limit")]
    [InlineData("show", "<grain/key|topic>", "<partition>", "<offset>", "--from", "--limit")]
    [InlineData("redrive", "<grain/key|topic>", "<partition>", "<offset>", "--error", "--no-wait")]
    [InlineData("reinject", "<topic>", "<partition>", "<offset>")]
    [InlineData("drop", "<grain/key>", "--reason", "--sequence")]
    public async Task Help_OfACommand_DescribesEachArgumentAndOptionAndHasAnExample(string command, params string[] names)
    {
        var run = await Run.OfAsync("dlq", command, "--help");

        var lines = run.Output.Split(Environment.NewLine);
        Assert.All([.. names, "--url", "-h, --help"], name => Assert.Single(lines, line => IsDescribed(line, name)));
        Assert.Contains(lines, line => line.StartsWith($"  platform dlq {command} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_OfResume_DescribesEachArgumentAndOptionAndHasAnExample()
    {
        var run = await Run.OfAsync("partitions", "resume", "--help");

        var lines = run.Output.Split(Environment.NewLine);
        Assert.All(["<group>", "<topic>", "<partition>", "--offset", "--url", "-h, --help"], name => Assert.Single(lines, line => IsDescribed(line, name)));
        Assert.Contains(lines, line => line.StartsWith("  platform partitions resume ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("dlq")]
    public async Task Help_AboveTheCommands_HasAnExampleOfEach(params string[] args)
    {
        var run = await Run.OfAsync([.. args, "--help"]);

        Assert.All(["list", "show", "redrive", "reinject", "drop"], command => Assert.Contains($"  platform dlq {command} ", run.Output, StringComparison.Ordinal));
    }

    // The name, perhaps its value's, then two spaces or more and a text.
    private static bool IsDescribed(string line, string name) =>
        line.StartsWith($"  {name} ", StringComparison.Ordinal) && line.TrimStart()[name.Length..].Split("  ", StringSplitOptions.RemoveEmptyEntries) is [.., { Length: > 10 } or "Show help."];
}
