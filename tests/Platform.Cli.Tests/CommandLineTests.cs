namespace Platform.Cli.Tests;

public sealed class CommandLineTests
{
    private const string Stopped = """{"grain":"meter","key":"a/1","since":"2026-01-01T00:00:00Z","waiting":3,"isRedriving":false,"errorType":"told-so","error":"no"}""";
    private const string Begun = """{"entities":0,"events":0,"endedAt":null,"failed":0,"failures":[]}""";
    private const string AllBegun = """{"entities":1,"events":3,"endedAt":"2026-01-01T00:00:00Z","failed":0,"failures":[]}""";
    private const string Redriving = """{"grain":"meter","key":"a/1","since":"2026-01-01T00:00:00Z","waiting":2,"isRedriving":true,"errorType":"told-so","error":"no"}""";

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

        var run = await Run.OfAsync("dlq", "drop", "meter/1", "--reason", "r", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["400 Bad", "See errors.", "reason: is required."], run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("""{"from":10,"to":20}""", "Resumed at offset 20; offsets 10 to 19 were passed over.", "{\"offset\":null}")]
    [InlineData("""{"from":10,"to":10}""", "Resumed at offset 10; nothing was passed over.", "{\"offset\":10}", "--offset", "10")]
    public async Task Resume_SaysWhatWasPassedOver(string answer, string said, string body, params string[] options)
    {
        await using var routes = new AdminRoutes((_, _) => (200, answer));

        var run = await Run.OfAsync(["partitions", "resume", "meters", "meters.readings", "3", .. options, "--url", routes.Url]);

        Assert.Equal((0, $"POST /admin/partitions/meters/meters.readings/3/resume {body}"), (run.ExitCode, Assert.Single(routes.Requests)));
        Assert.Equal(said, run.Output.Trim());
    }

    [Fact]
    public async Task List_WhenThereAreEntities_ShowsThemAndHowToGoOn()
    {
        await using var routes = new AdminRoutes((_, _) => (200, $$"""{"entities":[{{Stopped}}],"next":"meter/a/1"}"""));

        var run = await Run.OfAsync("dlq", "list", "--error", "told so", "--limit", "1", "--url", routes.Url);

        Assert.Equal((0, "GET /admin/quarantine?errorType=told%20so&limit=1"), (run.ExitCode, Assert.Single(routes.Requests)));
        Assert.Contains("meter/a/1  3  0  2026-01-01T00:00:00Z  stopped  told-so: no", run.Output, StringComparison.Ordinal);
        Assert.Contains("--after meter/a/1", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "No dead letter.")]
    [InlineData("\"0/7\"", "No dead letter so far.", "More: --after 0/7")]
    public async Task List_WhenAPageOfDeadLettersIsEmpty_SaysWhetherThereIsMore(string next, params string[] lines)
    {
        await using var routes = new AdminRoutes((_, _) => (200, $$"""{"deadLetters":[],"next":{{next}}}"""));

        var run = await Run.OfAsync("dlq", "list", "--topic", "readings.taken", "--url", routes.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(lines, run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("GET /admin/quarantine/meter/a%2F1")]
    [InlineData("GET /admin/quarantine/meter/a%2F1?from=101&limit=50", "--from", "101", "--limit", "50")]
    public async Task Show_OfAnEntity_BeginsWhereItIsTold(string request, params string[] more)
    {
        await using var routes = new AdminRoutes((_, _) => (200, $$"""{"entity":{{Stopped}},"parked":[],"next":151,"dropped":[]}"""));

        var run = await Run.OfAsync(["dlq", "show", "meter/a/1", "--url", routes.Url, .. more]);

        Assert.Equal((0, request), (run.ExitCode, Assert.Single(routes.Requests)));
        Assert.Contains("\"next\": 151", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drop_WhenOneIsNamed_SendsReasonAndSequence()
    {
        await using var routes = new AdminRoutes((_, _) => (200, """{"dropped":1}"""));

        var run = await Run.OfAsync("dlq", "drop", "meter/a/1", "--reason", "broken", "--sequence", "7", "--url", routes.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("""POST /admin/quarantine/meter/a%2F1/drop {"reason":"broken","sequence":7}""", Assert.Single(routes.Requests));
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

        var run = await Run.OfAsync("dlq", "redrive", "meter/a/1", "--url", routes.Url);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["meter/a/1: 3 events are being redriven.", "meter/a/1: 2 events are parked.", "meter/a/1 is live."],
            run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Redrive_WhenTheEntityStopsAgain_Answers1()
    {
        await using var routes = new AdminRoutes((_, n) => n == 0 ? (202, """{"waiting":3}""") : (200, $$"""{"entity":{{Stopped}}}"""));

        var run = await Run.OfAsync("dlq", "redrive", "meter/a/1", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("stopped again with 3 events parked; nothing is lost. told-so: no", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenOfOneError_WatchesAllThatItStopped()
    {
        await using var routes = new AdminRoutes((_, n) => n switch
        {
            0 => (200, $$"""{"entities":[{{Stopped}}],"next":null}"""),
            1 => (202, Begun),
            2 => (200, AllBegun),
            3 => (200, $$"""{"entities":[{{Redriving}}],"next":"meter/a/1"}"""),
            _ => (200, """{"entities":[],"next":null}"""),
        });

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--url", routes.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "GET /admin/quarantine?errorType=told-so&limit=1000", """POST /admin/redrive {"errorType":"told-so"}""", "GET /admin/redrive?errorType=told-so",
                "GET /admin/quarantine?limit=1000", "GET /admin/quarantine?after=meter%2Fa%2F1&limit=1000", "GET /admin/quarantine?limit=1000",
            ],
            routes.Requests);
        Assert.Contains("0 entities are begun, 0 failed.", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 entities with 3 events were redriven.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenOneOfThemStopsByAnotherError_Answers1()
    {
        await using var routes = new AdminRoutes((request, n) => request.StartsWith("POST", StringComparison.Ordinal)
            ? (202, AllBegun)
            : (200, $$"""{"entities":[{{(n == 0 ? Stopped : Stopped.Replace("told-so", "another", StringComparison.Ordinal))}}],"next":null}"""));

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 entities stopped again; nothing is lost.", run.Error, StringComparison.Ordinal);
        Assert.Contains("meter/a/1: another: no", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenAnotherEntityStopsByThatError_Answers0()
    {
        await using var routes = new AdminRoutes((request, n) => request.StartsWith("POST", StringComparison.Ordinal)
            ? (202, AllBegun)
            : (200, $$"""{"entities":[{{(n == 0 ? Stopped : Stopped.Replace("a/1", "fresh", StringComparison.Ordinal))}}],"next":null}"""));

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--url", routes.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Redrive_WhenItIsNotWatched_OnlyBeginsIt()
    {
        await using var routes = new AdminRoutes((_, _) => (202, Begun));

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--no-wait", "--url", routes.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("""POST /admin/redrive {"errorType":"told-so"}""", Assert.Single(routes.Requests));
        Assert.Contains("The entities stopped by told-so are being redriven", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redrive_WhenSomeCouldNotBeBegun_NamesThemAndAnswers1()
    {
        await using var routes = new AdminRoutes((request, _) => request.StartsWith("POST", StringComparison.Ordinal)
            ? (202, """{"entities":0,"events":0,"endedAt":"2026-01-01T00:00:00Z","failed":2,"failures":[{"grain":"meter","key":"7","error":"away"}]}""")
            : (200, """{"entities":[],"next":null}"""));

        var run = await Run.OfAsync("dlq", "redrive", "--error", "told-so", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The redrive of 2 entities could not be begun", run.Error, StringComparison.Ordinal);
        Assert.Contains("meter/7: away", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reinject")]
    [InlineData("redrive")]
    public async Task Reinject_OfADeadLetter_SaysWhereItIsNow(string command)
    {
        await using var routes = new AdminRoutes((_, _) => (202, """{"topic":"readings.taken","partition":3,"offset":99}"""));

        var run = await Run.OfAsync("dlq", command, "readings.taken.dlq", "3", "7", "--url", routes.Url);

        Assert.Equal((0, "POST /admin/dead-letters/readings.taken.dlq/3/7/reinject"), (run.ExitCode, Assert.Single(routes.Requests)));
        Assert.Contains("Reinjected: readings.taken 3 99", run.Output, StringComparison.Ordinal);
    }
}
