using System.Net;
using System.Net.Sockets;
using Platform.Hosting;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Limits;

/// <summary>What one caller can't do to the others.</summary>
[Collection(ClusterTests.Name)]
public sealed class LimitTests(ClusterFixture cluster)
{
    private const string Body = """{"userId":"ada","items":[]}""";

    [Fact]
    public async Task Post_OfManyWrongItems_IsAnsweredInShort()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        var many = string.Join(',', Enumerable.Repeat("{}", 299_000));

        using var response = await gateway.Http.PostJsonAsync("/orders", $$"""{"userId":"x","items":[{{many}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 1, 10_000);
    }

    [Fact]
    public async Task Post_OfItemsThatAreAllWrong_NamesTheFirstTwentyErrors()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var problem = await gateway.Http.PostJsonAsync("/orders", $$"""{"userId":"x","items":[{{string.Join(',', Enumerable.Repeat("{}", 1_000))}}]}""").ProblemAsync(HttpStatusCode.BadRequest);

        Assert.Equal(FieldErrors.CountMax, problem.GetProperty("errors").EnumerateObject().Sum(field => field.Value.GetArrayLength()));
        Assert.Contains("first 20", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000, HttpStatusCode.Accepted)]
    [InlineData(1_001, HttpStatusCode.BadRequest)]
    public async Task Post_OfManyItems_IsTakenUpToTheLimit(int count, HttpStatusCode status)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        var items = string.Join(',', Enumerable.Repeat("""{"sku":"a","quantity":1,"price":1}""", count));

        using var response = await gateway.Http.PostJsonAsync("/orders", $$"""{"userId":"x","items":[{{items}}]}""");

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Request_BeyondItsCallersRate_Is429_AndOperationsStillAnswer()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: ["--Platform:Gateway:RequestsPerSecondMax=1"]);
        var statuses = new List<HttpStatusCode>();
        TimeSpan? retryAfter = null;
        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.Http.PostJsonAsync("/orders", Body);
            statuses.Add(response.StatusCode);
            retryAfter ??= response.Headers.RetryAfter?.Delta;
        }

        using var live = await gateway.Http.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.Accepted, statuses[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal(TimeSpan.FromSeconds(1), retryAfter);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task Requests_BeyondWhatIsWorkedOnAtOnce_Are429()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, settings: ["--Platform:Gateway:RequestsMax=1"]);
        var answer = new TaskCompletionSource();
        gateway.Producer.Answer = async message =>
        {
            await answer.Task;
            return new Orleans.Streaming.Kafka.SentRecord(message.Topic, 3, 41);
        };

        // One is worked on, one waits, one is too many.
        var calls = Enumerable.Range(0, 3).Select(_ => gateway.Http.PostJsonAsync("/orders", Body)).ToList();
        var first = await Task.WhenAny(calls);
        var rejected = await first.ProblemAsync(HttpStatusCode.TooManyRequests);
        answer.SetResult();

        Assert.Equal("Too many requests", rejected.GetProperty("title").GetString());
        Assert.Equal(2, (await Task.WhenAll(calls.Where(call => call != first))).Count(response => response.StatusCode == HttpStatusCode.Accepted));
    }

    [Fact]
    public async Task Body_ThatHardlyComesIn_Ends()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster, options => options.BodyGracePeriod = TimeSpan.FromSeconds(1.1));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("HTTP/1.1 408 Request Timeout", answer);
    }
}
