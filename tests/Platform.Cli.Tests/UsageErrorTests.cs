namespace Platform.Cli.Tests;

public sealed class UsageErrorTests
{
    [Theory]
    [InlineData]
    [InlineData("dlq")]
    [InlineData("dlq", "erase")]
    [InlineData("dlq", "list", "--colour", "red")]
    [InlineData("dlq", "list", "--url")]
    [InlineData("dlq", "list", "--url", "ftp://x")]
    [InlineData("dlq", "list", "--limit", "1", "--limit", "2")]
    [InlineData("dlq", "show")]
    [InlineData("dlq", "show", "meter")]
    [InlineData("dlq", "show", "readings.taken", "x", "1")]
    [InlineData("dlq", "show", "readings.taken", "0")]
    [InlineData("dlq", "show", "readings.taken", "0", "1", "--from", "1")]
    [InlineData("dlq", "list", "--from", "2026-01-01T00:00:00Z")]
    [InlineData("dlq", "reinject", "readings.taken", "0")]
    [InlineData("dlq", "drop", "meter/1", "meter/2", "--reason", "r")]
    [InlineData("dlq", "drop", "meter/1")]
    [InlineData("dlq", "drop", "meter/1", "--reason", "r", "--sequence", "0")]
    [InlineData("dlq", "redrive")]
    [InlineData("dlq", "redrive", "meter/1", "--error", "e")]
    [InlineData("dlq", "redrive", "meter/1", "--reason", "r")]
    public async Task CommandLine_WhenWrong_SaysHowItShouldBeAndAnswers2(params string[] args)
    {
        var run = await Run.OfAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("platform dlq", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("There is no command 'dql'. Did you mean 'dlq'? The commands are: dlq, partitions, topics, config.", "dql", "list")]
    [InlineData("There is no command 'lsit'. Did you mean 'list'? The commands are: list, show, redrive, reinject, drop.", "dlq", "lsit")]
    [InlineData("There is no command 'rein'. Did you mean 'reinject'? The commands are: list, show, redrive, reinject, drop.", "dlq", "rein")]
    [InlineData("There is no command 'erase'. The commands are: list, show, redrive, reinject, drop.", "dlq", "erase")]
    [InlineData("A command is missing. The commands are: list, show, redrive, reinject, drop.", "dlq")]
    [InlineData("There is no option '--colour'.", "dlq", "list", "--colour", "red")]
    [InlineData("There is no option '--eror'. Did you mean '--error'?", "dlq", "list", "--eror", "told-so")]
    [InlineData("There is no option '--ulr'. Did you mean '--url'?", "dlq", "list", "--ulr", "http://localhost")]
    [InlineData("There is no option '--form'. Did you mean '--from'?", "dlq", "show", "meter/1", "--form", "7")]
    [InlineData("There is no option '--topic'.", "dlq", "reinject", "--topic", "0", "7")]
    [InlineData("'meter' names no entity; write <grain>/<key>, as dlq list shows it.", "dlq", "show", "meter")]
    [InlineData("reinject needs <topic> <partition> <offset>; <offset> is missing.", "dlq", "reinject", "readings.taken", "0")]
    [InlineData("--limit is 'many'; it must be a whole number from 1 on.", "dlq", "list", "--limit", "many")]
    [InlineData("--url is 'ftp://x'; it must be for example http://localhost:8080.", "dlq", "list", "--url", "ftp://x")]
    public async Task Error_OfACommandLine_NamesWhatIsWrongAndWhatWouldBeRight(string line, params string[] args)
    {
        var run = await Run.OfAsync(args);

        Assert.Equal((2, line), (run.ExitCode, run.Error.Split(Environment.NewLine)[0]));
    }

    [Fact]
    public async Task Topic_AfterTwoDashes_MayBeginWithThem()
    {
        await using var routes = new AdminRoutes((_, _) => (202, """{"topic":"--readings","partition":0,"offset":8}"""));

        var run = await Run.OfAsync("dlq", "reinject", "--url", routes.Url, "--", "--readings", "0", "7");

        Assert.Equal((0, "POST /admin/dead-letters/--readings/0/7/reinject"), (run.ExitCode, Assert.Single(routes.Requests)));
    }

    [Theory]
    [InlineData("--because")]
    [InlineData("@home")]
    public async Task Value_OfAnOption_MayBeginAsItLikes(string reason)
    {
        await using var routes = new AdminRoutes((_, _) => (200, """{"dropped":1}"""));

        var run = await Run.OfAsync("dlq", "drop", "meter/1", "--reason", reason, "--url", routes.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(reason, Assert.Single(routes.Requests), StringComparison.Ordinal);
    }
}
