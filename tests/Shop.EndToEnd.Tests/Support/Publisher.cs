using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>A producer outside the platform: what it sends is written here, not by the platform's own encoder.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Publisher(string bootstrapServers) => _services = new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddKafkaProducer("outside", o => o.Connection = new KafkaConnection { BootstrapServers = bootstrapServers })
        .BuildServiceProvider();

    public IKafkaProducer Producer => _services.GetRequiredKeyedService<IKafkaProducer>("outside");

    /// <summary>An envelope without headers.</summary>
    public static KafkaMessage Envelope(string topic, string key, string type, object payload, string? eventId = null, string version = "1.0", string? timestamp = null) => new()
    {
        Topic = topic,
        Key = Encoding.UTF8.GetBytes(key),
        Value = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                eventId = eventId ?? Guid.NewGuid().ToString(),
                eventType = type,
                eventVersion = version,
                timestamp = timestamp ?? "2026-03-01T10:20:30Z",
                correlationId = $"c-{key}",
                payload,
            },
            JsonSerializerOptions.Web),
    };

    /// <summary>A bare payload, typed by its headers.</summary>
    public static KafkaMessage Bare(string topic, string key, string? type, string json) => new()
    {
        Topic = topic,
        Key = Encoding.UTF8.GetBytes(key),
        Value = Encoding.UTF8.GetBytes(json),
        Headers = type is null ? [] : [Header("event-type", type), Header("event-version", "1.0"), Header("correlation-id", $"c-{key}")],
    };

    public async Task SendAsync(params IReadOnlyList<KafkaMessage> messages)
    {
        foreach (var result in await Producer.SendManyAsync(messages))
        {
            Assert.Null(result.Error);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static KeyValuePair<string, byte[]?> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}
