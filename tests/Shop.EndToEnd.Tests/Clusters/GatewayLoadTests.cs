using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Shop.EndToEnd.Tests.Recovery;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Clusters;

/// <summary>What a gateway answers while one of two silos is killed under load.</summary>
[Collection(RecoveryGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class GatewayLoadTests(RecoveryBroker broker)
{
    private const int Orders = 40;
    private const int Callers = 8;

    // A read has 10 s, a request with an idempotency key two such steps and the publishing between them; a loaded machine is late.
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(32);
    private static readonly TimeSpan LoadAfterKill = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public async Task Silo_WhenKilledUnderLoad_LeavesNoAnswerButSuccessAndRetryLater_AndNoneThatHangs()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var cluster = new ClusterUnderTest(
            broker.Broker.BootstrapServers, [("Platform__Cluster__Provider", "Postgres"), ("Platform__Cluster__AllowPlaintext", "true"), .. database.Settings]);
        await cluster.StartAsync();
        foreach (var order in Enumerable.Range(0, Orders))
        {
            await cluster.PlaceAsync(order);
        }

        await cluster.AwaitOrdersAsync(cluster.Gateway.Http, Orders, "the gateway");
        var answers = new ConcurrentQueue<(string What, HttpStatusCode? Status, bool SaysWhen, TimeSpan Took)>();
        using var load = new CancellationTokenSource();
        using var http = new HttpClient { BaseAddress = cluster.Gateway.Http.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(http, cluster, caller, answers, load.Token))).ToArray();
        await Eventually.Async(() => answers.Count > 200, () => $"{answers.Count} answers");

        await cluster.Second.Process.KillAsync();
        var killed = answers.Count;
        await Task.Delay(LoadAfterKill, TimeProvider.System);
        await load.CancelAsync();
        await Task.WhenAll(callers);

        Assert.True(answers.Count > killed + 100, $"{answers.Count - killed} answers after the kill");
        var wrong = answers.Where(answer => !IsRight(answer)).Select(answer => $"{answer.What} {answer.Status} after {answer.Took}").ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {answers.Count}: {string.Join("; ", wrong.Take(10))}\n{cluster.Gateway.Output}");

        // Whatever was answered with 202 has its effect: none was lost with the silo.
        await cluster.AwaitOrdersAsync(cluster.Gateway.Http, Orders, "the gateway after the kill");
        Assert.All(answers.Skip(answers.Count - 10), answer => Assert.True((int?)answer.Status is >= 200 and < 300, $"{answer}"));
    }

    private static bool IsRight((string What, HttpStatusCode? Status, bool SaysWhen, TimeSpan Took) answer) =>
        answer.Took <= (answer.What == "read" ? ReadLimit : WriteLimit)
        && ((int?)answer.Status is >= 200 and < 300 || (answer.Status == HttpStatusCode.ServiceUnavailable && answer.SaysWhen));

    private static async Task CallAsync(
        HttpClient http, ClusterUnderTest cluster, int caller, ConcurrentQueue<(string What, HttpStatusCode? Status, bool SaysWhen, TimeSpan Took)> answers, CancellationToken stop)
    {
        for (var call = 0; !stop.IsCancellationRequested; call++)
        {
            var isRead = call % 4 != 0;
            var watch = Stopwatch.StartNew();
            try
            {
                using var request = isRead ? new HttpRequestMessage(HttpMethod.Get, $"/orders/{cluster.OrderId((call + (caller * 5)) % Orders)}") : Placing(cluster, caller, call);
                using var response = await http.SendAsync(request, CancellationToken.None);
                answers.Enqueue((isRead ? "read" : "place", response.StatusCode, response.Headers.RetryAfter is not null, watch.Elapsed));
            }
            catch (HttpRequestException)
            {
                answers.Enqueue((isRead ? "read" : "place", null, false, watch.Elapsed));
            }
        }
    }

    private static HttpRequestMessage Placing(ClusterUnderTest cluster, int caller, int call)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{cluster.OrderId(0)}-{caller}-{call}");
        var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(new { orderId = id, userId = "u1", items = new[] { new { sku = "A", quantity = 1, price = 1m } } }) };
        request.Headers.Add("Idempotency-Key", id);
        return request;
    }
}
