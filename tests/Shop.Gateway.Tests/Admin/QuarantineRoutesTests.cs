using System.Net;
using Platform.Persistence;
using Platform.Processing;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Admin;

[Collection(ClusterTests.Name)]
public sealed class QuarantineRoutesTests(ClusterFixture cluster)
{
    [Theory]
    [InlineData("GET", "/admin/quarantine/%20/x")]
    [InlineData("GET", "/admin/quarantine/order/%20")]
    [InlineData("POST", "/admin/quarantine/%20/%09/redrive")]
    public async Task Entity_WithABlankName_Is404(string method, string path)
    {
        await using var gateway = await AdminApp.StartAsync(cluster);

        await gateway.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)).ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task RedriveOfOneError_WhenItIsBegun_IsAcceptedAndAnswersHowFarItIs()
    {
        await using var app = await AdminApp.StartAsync(cluster);

        using var accepted = await app.Http.PostJsonAsync("/admin/redrive", """{"errorType":"redrive all"}""");
        var begun = await Task.FromResult(accepted).JsonAsync(HttpStatusCode.Accepted);
        var found = await app.Http.GetAsync(accepted.Headers.Location).JsonAsync();

        Assert.Equal("/admin/redrive?errorType=redrive%20all", accepted.Headers.Location!.OriginalString);
        Assert.Equal("redrive all", begun.GetProperty("errorType").GetString());
        Assert.Equal((2, 6, 1), (found.GetProperty("entities").GetInt64(), found.GetProperty("events").GetInt64(), found.GetProperty("failed").GetInt64()));
        Assert.Equal("away", Assert.Single(found.GetProperty("failures").EnumerateArray()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task RedriveOfOneError_WhenTooManyAreUnfinished_Is409()
    {
        await using var app = await AdminApp.StartAsync(cluster);

        await app.Http.PostJsonAsync("/admin/redrive", $$"""{"errorType":"{{BulkRedriveTestGrain.OneTooMany}}"}""").ProblemAsync(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("/admin/redrive", HttpStatusCode.BadRequest)]
    [InlineData("/admin/redrive?errorType=never-begun", HttpStatusCode.NotFound)]
    public async Task RedriveOfOneError_WhenThereIsNone_SaysSo(string path, HttpStatusCode status)
    {
        await using var app = await AdminApp.StartAsync(cluster);

        await app.Http.GetAsync(path).ProblemAsync(status);
    }

    [Fact]
    public async Task Entity_WhenAskedFor_IsToldWithAPageOfWhatItHasParked()
    {
        await using var app = await AdminApp.StartAsync(cluster);
        QuarantineWorld.Add("page-1", "page");
        QuarantineWorld.Parked["page-1"] = [Parked(7), Parked(8)];

        var answer = await app.Http.GetAsync("/admin/quarantine/parking/page-1?from=7&limit=2").JsonAsync();

        Assert.Equal((7L, 2), QuarantineWorld.Asked["page-1"]);
        Assert.Equal([7, 8], answer.GetProperty("parked").EnumerateArray().Select(parked => parked.GetProperty("sequence").GetInt64()));
        Assert.Equal(9, answer.GetProperty("next").GetInt64());
        Assert.Equal(1_000_000, answer.GetProperty("parked")[0].GetProperty("bytes").GetInt32());
        Assert.Equal("page", answer.GetProperty("entity").GetProperty("errorType").GetString());
    }

    [Theory]
    [InlineData("few-parked", new long[] { 2, 120, 140 }, 150)]
    [InlineData("none-parked", new long[0], 250)]
    [InlineData("parked-behind", new long[] { 500, 501 }, 100)]
    public async Task Entity_WhenMoreWasDroppedThanAPageHolds_IsToldWholeByFollowingNext(string key, long[] parked, int dropped)
    {
        await using var app = await AdminApp.StartAsync(cluster);
        QuarantineWorld.Add(key, "dropped");
        QuarantineWorld.Parked[key] = [.. parked.Select(Parked)];
        QuarantineWorld.Dropped[key] = [.. Enumerable.Range(1, 999).Select(i => (long)i).Except(parked).Take(dropped).Select(Parked)];

        var (foundParked, foundDropped) = await FollowAsync(app, key, limit: 100);

        Assert.Equal(parked, foundParked);
        Assert.Equal(QuarantineWorld.Dropped[key].Select(e => e.Sequence), foundDropped);
    }

    [Fact]
    public async Task Entity_WhenBothListsAreFull_EndsBothAtTheOneThatEndsFirst()
    {
        await using var app = await AdminApp.StartAsync(cluster);
        QuarantineWorld.Add("both", "dropped");
        QuarantineWorld.Parked["both"] = [Parked(1), Parked(4), Parked(5), Parked(6)];
        QuarantineWorld.Dropped["both"] = [Parked(2), Parked(3), Parked(7), Parked(8)];

        var answer = await app.Http.GetAsync("/admin/quarantine/parking/both?limit=2").JsonAsync();
        var (parked, dropped) = await FollowAsync(app, "both", limit: 2);

        Assert.Equal([1], SequencesOf(answer, "parked"));
        Assert.Equal([2, 3], SequencesOf(answer, "dropped"));
        Assert.Equal(4, answer.GetProperty("next").GetInt64());
        Assert.Equal([1, 4, 5, 6], parked);
        Assert.Equal([2, 3, 7, 8], dropped);
    }

    [Theory]
    [InlineData("GET", "/admin/quarantine/parking/nobody", "")]
    [InlineData("POST", "/admin/quarantine/parking/nobody/redrive", "")]
    [InlineData("POST", "/admin/quarantine/parking/nobody/drop", """{"reason":"r"}""")]
    public async Task Entity_NotInQuarantine_Is404(string method, string path, string body)
    {
        await using var app = await AdminApp.StartAsync(cluster);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };

        var problem = await app.Http.SendAsync(request).ProblemAsync(HttpStatusCode.NotFound);

        Assert.Equal("Not in quarantine", problem.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("""{"reason":"broken"}""", HttpStatusCode.OK, 3)]
    [InlineData("""{"reason":"broken","sequence":2}""", HttpStatusCode.OK, 1)]
    [InlineData("""{"reason":"broken","sequence":9}""", HttpStatusCode.NotFound, null)]
    [InlineData("""{"reason":" "}""", HttpStatusCode.BadRequest, null)]
    [InlineData("""{"sequence":1}""", HttpStatusCode.BadRequest, null)]
    [InlineData("""{"reason":"broken","sequence":0}""", HttpStatusCode.BadRequest, null)]
    public async Task Drop_OfOneOrAll_AnswersHowMany(string body, HttpStatusCode status, int? dropped)
    {
        await using var app = await AdminApp.StartAsync(cluster);
        QuarantineWorld.Add("drop-1", "drop");

        using var answer = await app.Http.PostJsonAsync("/admin/quarantine/parking/drop-1/drop", body);

        Assert.Equal(status, answer.StatusCode);
        if (dropped is not null)
        {
            Assert.Equal(dropped, (await Task.FromResult(answer).JsonAsync()).GetProperty("dropped").GetInt32());
        }
    }

    [Fact]
    public async Task List_WhenThePageIsFull_SaysWhereToGoOn()
    {
        await using var app = await AdminApp.StartAsync(cluster);
        QuarantineWorld.Add("list-1", "list");
        QuarantineWorld.Add("list-2", "list");

        var first = await app.Http.GetAsync("/admin/quarantine?errorType=list&limit=1").JsonAsync();
        var second = await app.Http.GetAsync($"/admin/quarantine?errorType=list&limit=2&after={first.GetProperty("next")}").JsonAsync();

        Assert.Equal("parking/list-1", first.GetProperty("next").GetString());
        Assert.Equal("list-2", Assert.Single(second.GetProperty("entities").EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task List_WhenAKeyIsAsLongAsOneMayBe_TakesItsOwnNext()
    {
        await using var app = await AdminApp.StartAsync(cluster);
        var long1 = "long/" + new string('ü', 253) + "1";
        var long2 = "long/" + new string('ü', 253) + "2";
        QuarantineWorld.Add(long1, "long");
        QuarantineWorld.Add(long2, "long");

        var first = await app.Http.GetAsync("/admin/quarantine?errorType=long&limit=1").JsonAsync();
        var second = await app.Http.GetAsync($"/admin/quarantine?errorType=long&after={Uri.EscapeDataString(first.GetProperty("next").GetString()!)}").JsonAsync();

        Assert.Equal($"parking/{long1}", first.GetProperty("next").GetString());
        Assert.Equal(long2, Assert.Single(second.GetProperty("entities").EnumerateArray()).GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("after=")]
    [InlineData("after=%2Fkey")]
    [InlineData("after=parking%2Fa%00")]
    [InlineData("after=parking%00%2Fa")]
    [InlineData("after=parking%2Fa&after=parking%2Fb")]
    [InlineData("limit=0")]
    public async Task List_WhenAskedWrongly_Is400(string query)
    {
        await using var app = await AdminApp.StartAsync(cluster);

        await app.Http.GetAsync("/admin/quarantine?" + query).ProblemAsync(HttpStatusCode.BadRequest);
    }

    public static TheoryData<Exception> Transient => [
        new PersistenceException("the database is away", isTransient: true),
        new DeliveryAwayException(),
        new Orleans.Storage.InconsistentStateException("lost against another"),
    ];

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task Failure_ThatMayPass_Is503(Exception failure)
    {
        await using var app = await AdminApp.StartAsync(cluster);
        QuarantineWorld.DirectoryFailing["away-1"] = failure;

        using var answer = await app.Http.GetAsync("/admin/quarantine/parking/away-1");

        Assert.NotNull(answer.Headers.RetryAfter);
        await Task.FromResult(answer).ProblemAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Failure_ThatWillNotPass_Is500()
    {
        await using var app = await AdminApp.StartAsync(cluster);
        QuarantineWorld.DirectoryFailing["broken-1"] = new PersistenceException("a newer format", isTransient: false);

        await app.Http.GetAsync("/admin/quarantine/parking/broken-1").ProblemAsync(HttpStatusCode.InternalServerError);
    }

    private static async Task<(List<long> Parked, List<long> Dropped)> FollowAsync(GatewayApp app, string key, int limit)
    {
        var (parked, dropped) = (new List<long>(), new List<long>());
        for (long? from = 0; from is not null;)
        {
            var page = await app.Http.GetAsync($"/admin/quarantine/parking/{key}?from={from}&limit={limit}").JsonAsync();
            parked.AddRange(SequencesOf(page, "parked"));
            dropped.AddRange(SequencesOf(page, "dropped"));
            from = page.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Null ? null : page.GetProperty("next").GetInt64();
        }

        return (parked, dropped);
    }

    private static List<long> SequencesOf(System.Text.Json.JsonElement page, string name) =>
        [.. page.GetProperty(name).EnumerateArray().Select(parked => parked.GetProperty("sequence").GetInt64())];

    private static ParkedEvent Parked(long sequence) => new()
    {
        Sequence = sequence,
        Topic = "orders.created",
        Partition = 1,
        Offset = sequence,
        Timestamp = DateTimeOffset.UnixEpoch,
        Bytes = 1_000_000,
        ErrorType = "page",
        Error = "no",
        ParkedAt = DateTimeOffset.UnixEpoch,
    };
}
