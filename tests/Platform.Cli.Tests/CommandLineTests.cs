namespace Platform.Cli.Tests;

public sealed class CommandLineTests
{
    private const string Stopped = """{"grain":"order","key":"a/1","since":"2026-01-01T00:00:00Z","waiting":3,"isRedriving":false,"errorType":"told-so","error":"no"}""";
    private const string Begun = """{"entities":1,"events":3,"begun":["order/a/1"],"failed":0,"failures":[]}""";
    private const string Redriving = """{"grain":"order","key":"a/1","since":"2026-01-01T00:00:00Z","waiting":2,"isRedriving":true,"errorType":"told-so","error":"no"}""";

    [Theory]
    [InlineData]
    [InlineData("dlq")]
    [InlineData("dlq", "erase")]
    [InlineData("dlq", "list", "--colour", "red")]
    [InlineData("dlq", "list", "--url")]
    [InlineData("dlq", "list", "--url", "ftp://x")]
    [InlineData("dlq", "list", "--limit", "1", "--limit", "2")]
    [InlineData("dlq", "show")]
    [InlineData("dlq", "show", "order")]
    [InlineData("dlq", "show", "orders.created", "x", "1")]
    [InlineData("dlq", "show", "orders.created", "0", "1", "--from", "1")]
    [InlineData("dlq", "drop", "order/1")]
    [InlineData("dlq", "drop", "order/1", "--reason", "r", "--sequence", "0")]
    [InlineData("dlq", "redrive")]
    [InlineData("dlq", "redrive", "order/1", "--error", "e")]
    [InlineData("dlq", "redrive", "order/1", "--reason", "r")]
    public async Task CommandLine_WhenWrong_SaysHowItShouldBeAndAnswers2(params string[] args)
    {
        var run = await Run.OfAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("platform dlq list", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Help_WhenAskedFor_IsThere()
    {
        var run = await Run.OfAsync("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Exit code: 0 done, 1 failed, 2 wrong usage.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WhenNobodyListens_SaysSoAndAnswers1()
    {
        var run = await Run.OfAsync("dlq", "list", "--url", "http://127.0.0.1:1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("http://127.0.0.1:1/ can't be reached", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(400, """{"errors":{"reason":"is required."}}""")]
    public async Task Command_WhenAnsweredWithOtherJson_SaysSoAndAnswers1(int status, string json)
    {
        await using var routes = new AdminRoutes((_, _) => (status, json));

        var run = await Run.OfAsync("dlq", "list", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Is it the platform that --url names?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WhenAnsweredWithAProblem_ShowsItsTextAndAnswers1()
    {
        await using var routes = new AdminRoutes((_, _) => (400, """{"title":"Bad","detail":"See errors.","status":400,"errors":{"reason":["is required."]}}"""));

        var run = await Run.OfAsync("dlq", "drop", "order/1", "--reason", "r", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["400 Bad", "See errors.", "reason: is required."], run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task List_WhenThereAreEntities_ShowsThemAndHowToGoOn()
    {
        await using var routes = new AdminRoutes((_, _) => (200, $$"""{"entities":[{{Stopped}}],"next":"order/a/1"}"""));

        var run = await Run.OfAsync("dlq", "list", "--error", "told so", "--limit", "1", "--url", routes.Url);

        Assert.Equal((0, "GET /admin/quarantine?errorType=told%20so&limit=1"), (run.ExitCode, Assert.Single(routes.Requests)));
        Assert.Contains("order/a/1  3  2026-01-01T00:00:00Z  stopped  told-so: no", run.Output, StringComparison.Ordinal);
        Assert.Contains("--after order/a/1", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "No dead letter.")]
    [InlineData("\"0/7\"", "No dead letter so far.", "More: --after 0/7")]
    public async Task List_WhenAPageOfDeadLettersIsEmpty_SaysWhetherThereIsMore(string next, params string[] lines)
    {
        await using var routes = new AdminRoutes((_, _) => (200, $$"""{"deadLetters":[],"next":{{next}}}"""));

        var run = await Run.OfAsync("dlq", "list", "--topic", "orders.created", "--url", routes.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(lines, run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("GET /admin/quarantine/order/a%2F1")]
    [InlineData("GET /admin/quarantine/order/a%2F1?from=101&limit=50", "--from", "101", "--limit", "50")]
    public async Task Show_OfAnEntity_BeginsWhereItIsTold(string request, params string[] more)
    {
        await using var routes = new AdminRoutes((_, _) => (200, $$"""{"entity":{{Stopped}},"parked":[],"next":151,"dropped":[]}"""));

        var run = await Run.OfAsync(["dlq", "show", "order/a/1", "--url", routes.Url, .. more]);

        Assert.Equal((0, request), (run.ExitCode, Assert.Single(routes.Requests)));
        Assert.Contains("\"next\": 151", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drop_WhenOneIsNamed_SendsReasonAndSequence()
    {
        await using var routes = new AdminRoutes((_, _) => (200, """{"dropped":1}"""));

        var run = await Run.OfAsync("dlq", "drop", "order/a/1", "--reason", "broken", "--sequence", "7", "--url", routes.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("""POST /admin/quarantine/order/a%2F1/drop {"reason":"broken","sequence":7}""", Assert.Single(routes.Requests));
    }

    [Fact]
    public async Task Redrive_WhenItEndsWell_TellsHowFarItIs()
    {
        await using var routes = new AdminRoutes((_, n) => n switch
        {
            0 => (202, """{"waiting":3}"""),
            1 => (200, $$"""{"entity":{{Redriving}}}"""),
            _ => (404, """{"title":"Not in quarantine","status":404}"""),
        });

        var run = await Run.OfAsync("dlq", "redrive", "order/a/1", "--url", routes.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["order/a/1: 3 events are being handed back.", "order/a/1: 2 events wait.", "order/a/1 is live."],
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Redrive_WhenTheEntityStopsAgain_Answers1()
    {
        await using var routes = new AdminRoutes((_, n) => n == 0 ? (202, """{"waiting":3}""") : (200, $$"""{"entity":{{Stopped}}}"""));

        var run = await Run.OfAsync("dlq", "redrive", "order/a/1", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("stopped again with 3 events parked; nothing is lost. told-so: no", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenOfOneError_WatchesAllThatWereBegun()
    {
        await using var routes = new AdminRoutes((_, n) => n switch
        {
            0 => (202, Begun),
            1 => (200, $$"""{"entities":[{{Redriving}}],"next":"order/a/1"}"""),
            2 => (200, $$"""{"entities":[],"next":null}"""),
            _ => (200, $$"""{"entities":[],"next":null}"""),
        });

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--url", routes.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["""POST /admin/redrive {"errorType":"told-so"}""", "GET /admin/quarantine?limit=1000", "GET /admin/quarantine?after=order%2Fa%2F1&limit=1000", "GET /admin/quarantine?limit=1000"],
            routes.Requests);
        Assert.Contains("1 entities with 3 events are being redriven.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenOneOfThemStopsByAnotherError_Answers1()
    {
        await using var routes = new AdminRoutes((_, n) => n == 0
            ? (202, Begun)
            : (200, $$"""{"entities":[{{Stopped.Replace("told-so", "another", StringComparison.Ordinal)}}],"next":null}"""));

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 entities stopped again; nothing is lost.", run.Error, StringComparison.Ordinal);
        Assert.Contains("order/a/1: another: no", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenAnotherEntityStopsByThatError_Answers0()
    {
        await using var routes = new AdminRoutes((_, n) => n == 0
            ? (202, Begun)
            : (200, $$"""{"entities":[{{Stopped.Replace("a/1", "fresh", StringComparison.Ordinal)}}],"next":null}"""));

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--url", routes.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData]
    [InlineData("--no-wait")]
    public async Task Redrive_WhenSomeCouldNotBeBegun_NamesThemAndAnswers1(params string[] more)
    {
        await using var routes = new AdminRoutes((_, n) => n == 0
            ? (202, """{"entities":0,"events":0,"begun":[],"failed":2,"failures":[{"grain":"order","key":"7","error":"away"}]}""")
            : (200, """{"entities":[],"next":null}"""));

        var run = await Run.OfAsync(["dlq", "redrive", "--error", "told-so", "--url", routes.Url, .. more]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 entities could not be begun", run.Error, StringComparison.Ordinal);
        Assert.Contains("order/7: away", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenOfADeadLetter_HandsItInAgain()
    {
        await using var routes = new AdminRoutes((_, _) => (202, """{"topic":"orders.created","partition":3,"offset":99}"""));

        var run = await Run.OfAsync("dlq", "redrive", "orders.created.dlq", "3", "7", "--url", routes.Url);

        Assert.Equal((0, "POST /admin/dead-letters/orders.created.dlq/3/7/reinject"), (run.ExitCode, Assert.Single(routes.Requests)));
        Assert.Contains("orders.created 3 99", run.Output, StringComparison.Ordinal);
    }

    private sealed record Run(int ExitCode, string Output, string Error)
    {
        public static async Task<Run> OfAsync(params string[] args)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var exitCode = await CommandLine.RunAsync(args, output, error, TimeProvider.System, CancellationToken.None);
            return new Run(exitCode, output.ToString(), error.ToString());
        }
    }
}
