using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Hosting;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Testing;

/// <summary>
/// A whole application in the test's process: its silo, its groups, its HTTP routes, over a broker and a database that outlive the silo. The
/// broker is the embedded one; with <c>KAFKA_HOME</c> set (a Kafka distribution, Java 17) it is a real one of the test's own.
/// </summary>
/// <remarks>Killing and restarting is not thread-safe; all else is.</remarks>
/// <example>
/// <code>
/// await using var meters = await PlatformTest.StartAsync(MetersApp.Configure);
/// await meters.PublishAsync(new MeterInstalled("m-1"));
/// await meters.WhenProcessedAsync();
/// Assert.NotNull(await meters.Grains.GetGrain&lt;IMeterGrain&gt;("m-1").Get());
/// </code>
/// </example>
public sealed class PlatformTest : IAsyncDisposable
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TestEnvironment _environment;
    private PlatformHost _host = null!;
    private IReadOnlyList<ConsumerGroup> _groups = [];

    private PlatformTest(TestEnvironment environment) => _environment = environment;

    /// <summary>The running silo's services.</summary>
    public IServiceProvider Services => _host.App.Services;

    /// <summary>Reaches the application's grains.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Where HTTP is served.</summary>
    public Uri Url => new(_host.App.Urls.First());

    /// <summary>The broker, <c>host:port</c>.</summary>
    public string BootstrapServers => _environment.BootstrapServers;

    /// <summary>Starts an application; returns once it is ready.</summary>
    /// <param name="configure">The application's own declarations, as its <c>Program.cs</c> has them.</param>
    /// <param name="settings">More settings, as arguments: <c>--Platform:Groups:meters:BatchCountMax=1</c>.</param>
    /// <exception cref="Platform.Configuration.PlatformConfigurationException">The application or its settings are wrong.</exception>
    public static async Task<PlatformTest> StartAsync(Action<PlatformBuilder> configure, params string[] settings)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var test = new PlatformTest(await TestEnvironment.StartAsync(configure, settings));
        try
        {
            await test.StartSiloAsync();
            return test;
        }
        catch
        {
            await test.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes an event as a producer outside the application would; returns once it is acknowledged.</summary>
    /// <param name="payload">The payload; declared.</param>
    /// <param name="id">The event's id; null for a new one.</param>
    public async Task PublishAsync(object payload, string? id = null)
    {
        var type = Events.TypeOf(payload);
        var encoded = Services.GetRequiredService<EventEncoder>().Encode(new Event
        {
            Id = id ?? Guid.NewGuid().ToString(),
            Type = type.Name,
            Version = type.WrittenVersion,
            Timestamp = TimeProvider.System.GetUtcNow(),
            CorrelationId = "test",
            Payload = payload,
        });
        await PublishRecordAsync(type.Topic, type.Key.Of(payload), encoded.Value, [.. encoded.Headers]);
    }

    /// <summary>Publishes a record as it is.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">The record key, or null.</param>
    /// <param name="value">The value, or null for a tombstone.</param>
    /// <param name="headers">The headers.</param>
    public Task PublishRecordAsync(string topic, string? key, byte[]? value, params KeyValuePair<string, byte[]?>[] headers) => Producer.SendAsync(new KafkaMessage
    {
        Topic = topic,
        Key = key is null ? null : Encoding.UTF8.GetBytes(key),
        Value = value,
        Headers = headers,
    });

    /// <summary>Returns once every group has finished every record of its topics, those included that the application itself published meanwhile.</summary>
    /// <exception cref="TimeoutException">It takes more than a minute; the message says where a group is.</exception>
    public Task WhenProcessedAsync() => WhenAsync(async () =>
    {
        // Twice: what one group publishes, another one reads.
        return await FindLagAsync() ?? await FindLagAsync();
    });

    /// <summary>The events of one type in its topic, in order of partition and offset.</summary>
    /// <typeparam name="TPayload">Their payload.</typeparam>
    public async Task<IReadOnlyList<TPayload>> ReadAsync<TPayload>()
        where TPayload : class
    {
        var type = Events.Find(typeof(TPayload)) ?? throw new ArgumentException($"{typeof(TPayload).Name} is the payload of no declared event type.");
        var decoder = Services.GetRequiredService<EventDecoder>();
        return [.. (await ReadRecordsAsync(type.Topic)).Select(record => decoder.Decode(new RecordData(
            type.Topic, record.Position.TopicId, record.Position.Partition, record.Position.Offset, record.Timestamp, record.Value, record.Headers)).Event?.Payload).OfType<TPayload>()];
    }

    /// <summary>The records of a topic as they are.</summary>
    /// <param name="topic">The topic.</param>
    public async Task<IReadOnlyList<KafkaRecord>> ReadRecordsAsync(string topic)
    {
        var records = new List<KafkaRecord>();
        TopicPosition? after = null;
        do
        {
            var page = await Services.GetRequiredService<IKafkaTopicReader>().ReadAsync(new TopicQuery { Topic = topic, After = after, Limit = PageSize });
            records.AddRange(page?.Records ?? []);
            after = page?.Next;
        }
        while (after is not null);
        return records;
    }

    /// <summary>The dead letters of a topic: the records, with the reason in their headers.</summary>
    /// <param name="topic">The topic they come from.</param>
    public Task<IReadOnlyList<KafkaRecord>> ReadDeadLettersAsync(string topic) => ReadRecordsAsync(topic + ".dlq");

    /// <summary>The entities in quarantine.</summary>
    public async Task<IReadOnlyList<QuarantinedEntity>> ReadQuarantineAsync() => await Grains.GetGrain<IQuarantineDirectory>(0).List(new QuarantineQuery { Limit = PageSize });

    /// <summary>Ends the silo without draining, committing or leaving its groups, as far as a process can do that to itself, and starts it again on what is durable.</summary>
    public async Task KillAndRestartAsync()
    {
        await _host.App.StopAsync(new CancellationToken(canceled: true));
        await _host.DisposeAsync();
        await StartSiloAsync();
    }

    /// <summary>Stops the silo as Ctrl-C would, and starts it again.</summary>
    public async Task RestartAsync()
    {
        await _host.App.StopAsync();
        await _host.DisposeAsync();
        await StartSiloAsync();
    }

    /// <summary>Ends the application, its broker and its database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.App.StopAsync();
            await _host.DisposeAsync();
        }

        await _environment.DisposeAsync();
    }

    private EventCatalog Events => Services.GetRequiredService<EventCatalog>();

    private IKafkaProducer Producer => Services.GetRequiredKeyedService<IKafkaProducer>(TestEnvironment.ProducerName);

    private async Task StartSiloAsync()
    {
        (_host, _groups) = await _environment.StartSiloAsync();
        await WhenAsync(async () =>
        {
            var report = await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
            return report.Status == HealthStatus.Unhealthy ? string.Join("; ", report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Description}")) : null;
        });
    }

    private async Task<string?> FindLagAsync()
    {
        var progress = Services.GetRequiredService<IKafkaGroupProgress>();
        foreach (var group in _groups)
        {
            foreach (var topic in group.Topics)
            {
                var partitions = await progress.GetAsync(group.GroupId, topic);
                if (partitions is null || partitions.Any(partition => partition.End > (partition.Committed ?? 0)))
                {
                    return $"Group {group.GroupId} has not finished {topic}: {string.Join(", ", (partitions ?? []).Where(p => p.End > (p.Committed ?? 0)).Select(p => $"partition {p.Partition} at {p.Committed?.ToString() ?? "none"} of {p.End}"))}.";
                }
            }
        }

        return null;
    }

    private static async Task WhenAsync(Func<Task<string?>> find)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await find() is { } missing)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
            {
                throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {missing}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
