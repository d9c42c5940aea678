using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Platform.Events;
using Shop.Gateway.Analytics;
using Platform.Hosting;

namespace Platform.Gateway.Tests.Hosting;

/// <summary>The gateway as a silo hosts it, over real HTTP on loopback, with a producer and a clock of the test's.</summary>
internal sealed class GatewayApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayApp(WebApplication app, TestProducer producer, FakeTimeProvider time, TestLog log)
    {
        (_app, Producer, Time, Log) = (app, producer, time, log);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    public TestProducer Producer { get; }

    public FakeTimeProvider Time { get; }

    public TestLog Log { get; }

    /// <summary>Starts it with the test's producer, or, where Kafka is given, with the real one.</summary>
    public static async Task<GatewayApp> StartAsync(ClusterFixture cluster, Action<GatewayOptions>? configure = null, IKafkaBroker? kafka = null, Action<WebApplicationBuilder>? build = null, params string[] shards)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var (producer, time, log) = (new TestProducer(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero)), new TestLog());
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(cluster.Grains);
        builder.Services.AddSingleton<IAnalyticsShards>(new TestShards(shards));
        builder.Services.AddPlatformGateway(new KafkaConnection { BootstrapServers = kafka?.BootstrapServers ?? "127.0.0.1:1" }, configure);
        if (kafka is null)
        {
            builder.Services.AddKeyedSingleton<IKafkaProducer>(GatewayServices.ProducerName, producer);
        }

        build?.Invoke(builder);
        var app = builder.Build();
        app.MapPlatformGateway();
        await app.StartAsync();
        return new GatewayApp(app, producer, time, log);
    }

    /// <summary>The only event that was sent, as a consumer reads it.</summary>
    public Event SentEvent()
    {
        var message = Assert.Single(Producer.Sent);
        var decoded = EventDecoder.Decode(new RecordData(message.Topic, Guid.Empty, 3, 41, message.Timestamp ?? DateTimeOffset.UnixEpoch, message.Value, message.Headers));
        Assert.True(decoded.IsEvent, decoded.Error);
        return decoded.Event!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
