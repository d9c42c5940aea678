using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Streaming.Kafka;
using Orleans.TestingHost;
using Platform.Events;
using Platform.Persistence;
using Platform.Processing;
using Platform.Processing.Tests;
using Shop.Events;
using Shop.Grains.Notifications;

namespace Shop.Grains.Tests;

/// <summary>One silo with the real grains; Kafka and the mail server are the tests'.</summary>
public sealed class GrainCluster : IAsyncLifetime, IOutputPublisher, ICommittedOffsets, ITopicProgress, IEmailSender
{
    private static readonly EventEncoder Encoder = new(ShopEvents.Catalog);

    private readonly InProcessTestCluster _cluster;

    public GrainCluster()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IOutputPublisher>(this);
            silo.Services.AddSingleton<ICommittedOffsets>(this);
            silo.Services.AddSingleton<ITopicProgress>(this);
            silo.Services.AddSingleton<IEmailSender>(this);
            silo.Services.AddKeyedSingleton<IGrainStorage>(EventProcessing.StorageName, (services, _) =>
                Storage = new TestStorage(services.GetRequiredService<Serializer>()));
            silo.Services.AddKeyedSingleton(EventProcessing.StorageName, (services, key) =>
                (IParkingStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
            silo.Services.AddKeyedSingleton(EventProcessing.StorageName, (services, key) =>
                (IDeferredWriteStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
            silo.Services.AddEventProcessing(ShopEvents.Catalog, options => StoredTexts.All.ToList().ForEach(options.KnownTexts.Add));
        });
        _cluster = builder.Build();
    }

    internal TestStorage Storage { get; private set; } = null!;

    internal ConcurrentQueue<OutgoingEvent> Published { get; } = [];

    internal ConcurrentQueue<EmailMessage> Emails { get; } = [];

    /// <summary>The event ids whose e-mails the server does not take.</summary>
    internal ConcurrentDictionary<string, bool> RefusedEmails { get; } = [];

    public TGrain Grain<TGrain>(string key)
        where TGrain : IGrainWithStringKey => _cluster.Client.GetGrain<TGrain>(key);

    /// <summary>Every grain's next call reads what is stored.</summary>
    public Task DeactivateAllAsync() =>
        _cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    public Task<IReadOnlyList<Exception?>> PublishStoredAsync(IReadOnlyList<ParkedRecord> outputs) => throw new NotSupportedException("No output is rejected here.");

    public Task<IReadOnlyList<Exception?>> PublishAsync(IReadOnlyList<OutgoingEvent> events)
    {
        foreach (var output in events)
        {
            Published.Enqueue(output);
        }

        return Task.FromResult<IReadOnlyList<Exception?>>(new Exception?[events.Count]);
    }

    public ValueTask<long?> GetAsync(string group, string topic, Guid topicId, int partition, long beyond, CancellationToken cancellationToken) => new((long?)null);

    public ValueTask<IReadOnlyList<PartitionProgress>?> GetAsync(string group, string topic, CancellationToken cancellationToken) => new((IReadOnlyList<PartitionProgress>?)null);

    public Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        if (RefusedEmails.ContainsKey(message.EventId))
        {
            throw new EmailNotSentException("The mail server is away.", new InvalidOperationException("Nobody classifies this."));
        }

        Emails.Enqueue(message);
        return Task.CompletedTask;
    }

    internal static EventBatch Batch(string topic, long offset, params Event[] events) => new()
    {
        Group = "test",
        Events = [.. events.Select((@event, index) => new ReceivedEvent
        {
            Position = new RecordPosition(topic, new Guid("11111111-2222-3333-4444-555555555555"), 3, offset + index, 1),
            Timestamp = @event.Timestamp,
            Value = @event,
            Raw = RawOf(@event),
        })],
    };

    private static RawRecord RawOf(Event @event)
    {
        var encoded = Encoder.Encode(@event);
        return RawRecord.Of(encoded.Value, encoded.Headers);
    }

    public async Task InitializeAsync() => await _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
