using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Events;
using Platform.Persistence;

namespace Platform.Processing;

/// <summary>
/// What every event-processing grain needs, in one parameter; registered by
/// <see cref="EventProcessingHosting.AddEventProcessing"/>. Thread-safe.
/// </summary>
public sealed class EventProcessing
{
    /// <summary>The name under which the silo registers the <see cref="IGrainStorage"/> and <see cref="IParkingStorage"/> of the entities: <c>state</c>.</summary>
    public const string StorageName = "state";

    /// <summary>The name of the meter: <c>Platform.Processing</c>.</summary>
    public const string MeterName = ProcessingMetrics.MeterName;

    /// <summary>The name of the one state every entity has.</summary>
    internal const string StateName = "entity";

    internal EventProcessing(IServiceProvider services)
    {
        Parking = services.GetRequiredKeyedService<IParkingStorage>(StorageName);
        ReadParked = services.GetRequiredService<ParkedRecordReader>();
        Storage = services.GetRequiredKeyedService<IGrainStorage>(StorageName);
        var catalog = services.GetRequiredService<EventCatalog>();
        Options = services.GetRequiredService<IOptions<ProcessingOptions>>().Value;
        Format = new StateFormat(services.GetRequiredService<Serializer>(), services.GetRequiredService<ICodecProvider>(), catalog, Options.KnownTexts);
        Encoder = new EventEncoder(catalog);
        OutputFactory = new OutputFactory(catalog, Encoder, Format.IsPlain);
        Publisher = services.GetRequiredService<IOutputPublisher>();
        Proof = new CommitProof(services.GetRequiredService<ICommittedOffsets>());
        Metrics = services.GetRequiredService<ProcessingMetrics>();
        Time = services.GetKeyedService<TimeProvider>(MeterName) ?? services.GetRequiredService<TimeProvider>();
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(MeterName);
        Awaited = new AwaitedTopics(services.GetRequiredService<ITopicProgress>(), Time, Logger);
    }

    internal IGrainStorage Storage { get; }

    internal IParkingStorage Parking { get; }

    internal ParkedRecordReader ReadParked { get; }

    internal StateFormat Format { get; }

    internal EventEncoder Encoder { get; }

    internal OutputFactory OutputFactory { get; }

    internal IOutputPublisher Publisher { get; }

    internal CommitProof Proof { get; }

    internal AwaitedTopics Awaited { get; }

    internal ProcessingOptions Options { get; }

    internal ProcessingMetrics Metrics { get; }

    /// <summary>The clock: the one registered under <see cref="MeterName"/>, else the silo's.</summary>
    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }
}
