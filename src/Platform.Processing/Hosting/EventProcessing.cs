using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Persistence;
using Texts;

namespace Platform.Processing;

/// <summary>
/// What every event-processing grain needs, in one parameter; registered by
/// <see cref="EventProcessingHosting.AddEventProcessing"/>. Thread-safe.
/// </summary>
public sealed class EventProcessing
{
    /// <summary>The name under which the silo registers the <see cref="IGrainStorage"/>, <see cref="IParkingStorage"/> and <see cref="IDeferredWriteStorage"/> of the entities: <c>state</c>.</summary>
    public const string StorageName = "state";

    /// <summary>The name of the meter: <c>Platform.Processing</c>.</summary>
    public const string MeterName = ProcessingMetrics.MeterName;

    /// <summary>The name of the one state every entity has.</summary>
    internal const string StateName = "entity";

    // A delivery has its whole time after the one before it.
    private const int AnswerTimeoutFactor = 3;

    private readonly IGrainFactory _grains;

    internal EventProcessing(IServiceProvider services)
    {
        Parking = services.GetRequiredKeyedService<IParkingStorage>(StorageName);
        ReadParked = services.GetRequiredService<ParkedRecordReader>();
        Storage = services.GetRequiredKeyedService<IGrainStorage>(StorageName);
        DeferredWrites = services.GetRequiredKeyedService<IDeferredWriteStorage>(StorageName);
        Entities = services.GetRequiredService<LocalEntities>();
        SettledRows = services.GetRequiredService<SettledRows>();
        Claims = services.GetRequiredService<EntityClaimer>();
        Reach = services.GetRequiredService<KafkaReach>();
        Clock = services.GetRequiredService<DeliveryClock>();
        LateWrites = services.GetRequiredService<LateWrites>();
        _grains = services.GetRequiredService<IGrainFactory>();
        var catalog = services.GetRequiredService<EventCatalog>();
        Options = services.GetRequiredService<IOptions<ProcessingOptions>>().Value;
        Format = new StateFormat(services.GetRequiredService<Serializer>(), services.GetRequiredService<ICodecProvider>(), catalog, Options.KnownTexts);
        SizeOf = Format.SizeOf;
        RecentIds = Options.RecentIds;
        FailedEvents = new FailureRules(null, Options.FailedEvents);
        Encoder = new EventEncoder(catalog);
        OutputFactory = new OutputFactory(catalog, Encoder, Format.IsPlain);
        Limits = new WriteLimits(Encoder, Options);
        Publisher = services.GetRequiredService<IOutputPublisher>();
        Proof = new CommitProof(services.GetRequiredService<ICommittedOffsets>());
        Metrics = services.GetRequiredService<ProcessingMetrics>();
        Metrics.ObserveEntities(() => Entities.Count);
        Time = TimeOf(services);
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(MeterName);
        WriteFailures = new WriteFailureLog(Metrics, Time, Logger);
        Awaited = new AwaitedTopics(services.GetRequiredService<ITopicProgress>(), Time, Logger);
    }

    internal IGrainStorage Storage { get; }

    internal IParkingStorage Parking { get; }

    internal ParkedRecordReader ReadParked { get; }

    internal StateFormat Format { get; }

    // Of all entities, so made once.
    internal Func<Event, int> SizeOf { get; }

    internal RecentIdLimits RecentIds { get; }

    internal FailureRules FailedEvents { get; }

    internal EventEncoder Encoder { get; }

    internal OutputFactory OutputFactory { get; }

    internal WriteLimits Limits { get; }

    internal IOutputPublisher Publisher { get; }

    internal CommitProof Proof { get; }

    internal AwaitedTopics Awaited { get; }

    internal ProcessingOptions Options { get; }

    internal ProcessingMetrics Metrics { get; }

    /// <summary>The clock: the one registered under <see cref="MeterName"/>, else the silo's.</summary>
    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal WriteFailureLog WriteFailures { get; }

    internal IDeferredWriteStorage DeferredWrites { get; }

    /// <summary>The entities that are in this silo's memory.</summary>
    internal LocalEntities Entities { get; }

    /// <summary>The rows of entities that were in this silo's memory.</summary>
    internal SettledRows SettledRows { get; }

    /// <summary>Claims entities for activations.</summary>
    internal EntityClaimer Claims { get; }

    /// <summary>Whether this silo reaches Kafka.</summary>
    internal KafkaReach Reach { get; }

    /// <summary>The deadlines of deliveries.</summary>
    internal DeliveryClock Clock { get; }

    /// <summary>The rows that wait for more events.</summary>
    internal LateWrites LateWrites { get; }

    /// <summary>The clock of event processing.</summary>
    internal static TimeProvider TimeOf(IServiceProvider services) => services.GetKeyedService<TimeProvider>(MeterName) ?? services.GetRequiredService<TimeProvider>();

    /// <summary>Counts what became of events, once that is durable.</summary>
    internal void Count<TState>(EntityRules rules, BatchFold<TState> fold)
        where TState : class
    {
        Metrics.Count(rules.Kind, fold.Tally, fold.ForcedEvictions);
        foreach (var (@event, failure) in fold.Tally.DeferredFailures)
        {
            Logger.DeferredEventFailed(rules.Name, PlainText.Of(@event.Id), @event.Type, failure.Error);
        }

        if (fold.Tally.Quarantined is { } stopped)
        {
            Logger.Quarantined(rules.Name, stopped.ErrorType, stopped.ShortError, fold.Quarantine!.Topic, fold.Quarantine.Partition, fold.Quarantine.Offset);
        }
    }

    /// <summary>Quarantines a live entity in which an event is deferred for too long.</summary>
    internal void StopIfOverdue<TState>(EntityRules rules, BatchFold<TState> fold)
        where TState : class
    {
        if (OverdueOf(rules, fold.Deferred, fold.Quarantine) is { } overdue)
        {
            fold.StopForDeferral(overdue);
        }
    }

    /// <summary>The event of a live entity that is deferred for too long, or null.</summary>
    // Where failed events become dead letters an overdue event stays deferred: its record is long acknowledged, so no delivery can report it.
    internal DeferredEvent? OverdueOf(EntityRules rules, IReadOnlyList<DeferredEvent> deferred, Quarantine? quarantine) => deferred.Count == 0 || quarantine is not null
        ? null
        : DeferralAges.Overdue(deferred.Where(@event => !rules.FailedEvents.IsDeadLetter(@event.Topic)), Options.DeferredAgeMax, Time.GetUtcNow(), Awaited.NoLagSince);

    /// <summary>Calls an entity's grain with a delivery that has to be taken step by step, and passes the answer on.</summary>
    internal async Task DeliverAgainAsync(GrainId grain, WaitingDelivery delivery)
    {
        try
        {
            // The grain may be in another silo, whose answer can be lost.
            delivery.Callback.Completed(await _grains.GetGrain<IEventReceiver>(grain).Receive(delivery.Batch).AsTask().WaitAsync(AnswerTimeoutFactor * Options.DeliveryTimeout, Time));
        }
        catch (Exception exception)
        {
            delivery.Callback.Failed(exception);
        }
    }
}
