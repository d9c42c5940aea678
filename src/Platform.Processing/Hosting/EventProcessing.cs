using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;
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
        Serializer = services.GetRequiredService<Serializer>();
        Publisher = services.GetRequiredService<IOutputPublisher>();
        Proof = new CommitProof(services.GetRequiredService<ICommittedOffsets>());
        Options = services.GetRequiredService<IOptions<ProcessingOptions>>().Value;
        Metrics = services.GetRequiredService<ProcessingMetrics>();
        Time = services.GetKeyedService<TimeProvider>(MeterName) ?? services.GetRequiredService<TimeProvider>();
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(MeterName);
        Awaited = new AwaitedTopics(services.GetRequiredService<ITopicProgress>(), Time, Logger);
    }

    internal IGrainStorage Storage { get; }

    internal IParkingStorage Parking { get; }

    internal ParkedRecordReader ReadParked { get; }

    internal Serializer Serializer { get; }

    internal IOutputPublisher Publisher { get; }

    internal CommitProof Proof { get; }

    internal AwaitedTopics Awaited { get; }

    internal ProcessingOptions Options { get; }

    internal ProcessingMetrics Metrics { get; }

    /// <summary>The clock: the one registered under <see cref="MeterName"/>, else the silo's.</summary>
    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }
}
