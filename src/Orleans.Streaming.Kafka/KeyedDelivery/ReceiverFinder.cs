namespace Orleans.Streaming.Kafka;

/// <summary>Finds the grains of one interface by their ids. Thread-safe.</summary>
/// <param name="grainInterface">An interface that extends <see cref="IEventReceiver"/>.</param>
/// <remarks>Orleans looks the interface's name and its grain's type up by reflection at each call; here it is done once, at half the cost of a delivery.</remarks>
internal sealed class ReceiverFinder(Type grainInterface)
{
    private volatile Kind? _kind;

    /// <summary>The grain of an entity.</summary>
    /// <exception cref="ArgumentException">No silo knows a grain of this interface.</exception>
    public IEventReceiver Find(IGrainFactory grains, string id)
    {
        var kind = _kind ??= KindOf(grains, id);
        return (IEventReceiver)grains.GetGrain(GrainId.Create(kind.Grain, id), kind.Interface);
    }

    /// <summary>The id of the grain of an entity.</summary>
    /// <exception cref="ArgumentException">No silo knows a grain of this interface.</exception>
    public GrainId IdOf(IGrainFactory grains, string id) => GrainId.Create((_kind ??= KindOf(grains, id)).Grain, id);

    private Kind KindOf(IGrainFactory grains, string id)
    {
        var reference = (GrainReference)grains.GetGrain(grainInterface, id);
        return new Kind(reference.GrainId.Type, reference.InterfaceType);
    }

    private sealed record Kind(GrainType Grain, GrainInterfaceType Interface);
}
