using System.Net;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Errors;

[Collection(ClusterTests.Name)]
public sealed class ProblemTests(ClusterFixture cluster)
{
    private const string Order = """{"userId":"ada","items":[]}""";

    // Shorter than Orleans' own 30 seconds, which would end a call as well.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Unknown_WhenTheRouteIsNone_Is404()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        await gateway.Http.GetAsync("/nowhere").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Method_WhenTheRouteHasAnother_Is405()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);

        var response = await gateway.Http.DeleteAsync("/orders/x");

        await Task.FromResult(response).ProblemAsync(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Problem_WhenTheCallerWantsHtml_IsStillOne()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        gateway.Http.DefaultRequestHeaders.Add("Accept", "text/html");

        await gateway.Http.GetAsync("/nowhere").ProblemAsync(HttpStatusCode.NotFound);
        await gateway.Http.PostJsonAsync("/orders", "{").ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Failure_WhenItIsUnexpected_IsLoggedAndNotShown()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Failing["fail-1"] = new InvalidOperationException("secret");

        var problem = await gateway.Http.GetAsync("/orders/fail-1").ProblemAsync(HttpStatusCode.InternalServerError);

        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        var line = Assert.Single(gateway.Log.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains("secret", line.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_OfAPathWithLineSeparators_IsOneLineOfTheLog()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Failing["fail\u2028forged\u202e"] = new InvalidOperationException("broken");

        await gateway.Http.GetAsync("/orders/fail%E2%80%A8forged%E2%80%AE").ProblemAsync(HttpStatusCode.InternalServerError);

        var line = Assert.Single(gateway.Log.Lines, line => line.Level == LogLevel.Error);
        Assert.Equal("GET /orders/fail?forged? failed.", line.Message);
    }

    [Fact]
    public async Task Grain_WhenItDoesNotAnswerInTime_Is503()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        GrainWorld.Silent["silent-1"] = true;

        var call = gateway.Http.GetAsync("/orders/silent-1");
        await AdvanceUntilAnsweredAsync(gateway, call);

        Assert.NotNull((await call).Headers.RetryAfter);
        await call.ProblemAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_WhenKafkaDoesNotAcknowledge_Is503AndSaysHowToRepeat(bool isTransient)
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        gateway.Producer.Answer = _ => Task.FromException<SentRecord>(new KafkaStreamException("broker-7 timed out", isTransient));

        var response = await gateway.Http.PostJsonAsync("/orders", Order);

        Assert.NotNull(response.Headers.RetryAfter);
        var problem = await Task.FromResult(response).ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("may or may not", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("broker-7", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WhenTheProducerHangs_Is503()
    {
        await using var gateway = await GatewayApp.StartAsync(cluster);
        gateway.Producer.Answer = _ => new TaskCompletionSource<SentRecord>().Task;

        var call = gateway.Http.PostJsonAsync("/orders", Order);
        await AdvanceUntilAnsweredAsync(gateway, call);

        var problem = await call.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("may or may not", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenALimitIsWrong_IsRefused()
    {
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => GatewayApp.StartAsync(cluster, options => options.ConcurrentReadsMax = 0));
    }

    private static async Task AdvanceUntilAnsweredAsync(GatewayApp gateway, Task call)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!call.IsCompleted)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "No answer came, however far the clock went.");
            gateway.Time.Advance(TimeSpan.FromSeconds(20));
            await Task.WhenAny(call, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
    }
}
