using Microsoft.Extensions.Logging;
using Orleans.Metadata;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Looks at start whether the grains can be found that the topics go to. What this silo's own classes leave open is refused; what
/// another silo may bring is logged.
/// </summary>
internal sealed partial class ReceiverCheck(
    string provider,
    IEnumerable<ReceiverFinder> receivers,
    GrainInterfaceTypeResolver interfaces,
    GrainInterfaceTypeToGrainTypeResolver grains,
    IClusterManifestProvider manifests,
    ILogger<ReceiverCheck> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Says what is wrong with an interface's grains, and what would be right.</summary>
    /// <param name="grainInterface">The interface.</param>
    /// <param name="problem">What Orleans says of it.</param>
    public static string Advise(Type grainInterface, string problem) =>
        $"{problem.TrimEnd('.')}. Exactly one grain class of the cluster must implement {grainInterface.FullName}; of several the interface names one by [{nameof(DefaultGrainTypeAttribute)[..^"Attribute".Length]}]";

    /// <summary>Checks all topics.</summary>
    /// <exception cref="OrleansConfigurationException">Several grain classes of this silo implement a topic's interface, and none is its default.</exception>
    public void Run()
    {
        foreach (var receiver in receivers)
        {
            var type = interfaces.GetGrainInterfaceType(receiver.GrainInterface);
            try
            {
                if (!grains.TryGetGrainType(type, out _))
                {
                    LogWaits(provider, receiver.Topic, Advise(receiver.GrainInterface, $"Could not find an implementation for interface {type}"));
                }
            }
            catch (ArgumentException e)
            {
                var problem = Advise(receiver.GrainInterface, e.Message);
                if (CountHere(type) > 1)
                {
                    throw new OrleansConfigurationException($"Kafka stream provider \"{provider}\": topic \"{receiver.Topic}\": {problem}.", e);
                }

                LogWaits(provider, receiver.Topic, problem);
            }
        }
    }

    private int CountHere(GrainInterfaceType type) => manifests.LocalGrainManifest.Grains.Values.Count(grain => grain.Properties.Any(property =>
        property.Key.StartsWith(WellKnownGrainTypeProperties.ImplementedInterfacePrefix, StringComparison.Ordinal) && property.Value == type.ToString()));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka stream provider \"{Provider}\": topic \"{Topic}\" waits for its grains until a silo that has them joins: {Problem}.")]
    private partial void LogWaits(string provider, string topic, string problem);
}
