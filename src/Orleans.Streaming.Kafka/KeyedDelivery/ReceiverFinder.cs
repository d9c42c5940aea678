namespace Orleans.Streaming.Kafka;

/// <summary>Finds the grains of one topic, which implement one interface, by their ids. Thread-safe.</summary>
/// <param name="topic">The topic.</param>
/// <param name="grainInterface">An interface that extends <see cref="IKeyedReceiver"/>.</param>
/// <param name="key">The kind of its key; null for a string.</param>
/// <remarks>
/// Orleans looks the interface's name and its grain's type up by reflection at each call; here it is done once, at half the cost of a delivery.
/// Where no grain class is known, or several, no event is to blame: a silo that has it may come.
/// </remarks>
internal sealed class ReceiverFinder(string topic, Type grainInterface, GrainKey? key)
{
    private volatile Kind? _kind;
    private volatile string? _problem;

    /// <summary>The topic.</summary>
    public string Topic => topic;

    /// <summary>The grains' interface.</summary>
    public Type GrainInterface => grainInterface;

    /// <summary>Why the grains could not be found when they were needed last, or null.</summary>
    public string? Problem => _problem;

    /// <summary>The grain of an entity.</summary>
    /// <exception cref="KafkaStreamException">No grain class implements the interface, or which of several is meant is not known; transient.</exception>
    public TReceiver Find<TReceiver>(IGrainFactory grains, string id)
        where TReceiver : IKeyedReceiver
    {
        var kind = _kind ??= KindOf(grains, id);
        return (TReceiver)(object)grains.GetGrain(GrainId.Create(kind.Grain, KeyOf(id)), kind.Interface);
    }

    /// <summary>The id of the grain of an entity.</summary>
    /// <exception cref="KafkaStreamException">As above.</exception>
    public GrainId IdOf(IGrainFactory grains, string id) => GrainId.Create((_kind ??= KindOf(grains, id)).Grain, KeyOf(id));

    private IdSpan KeyOf(string id) => key is null ? IdSpan.Create(id) : key.Parse(id);

    private Kind KindOf(IGrainFactory grains, string id)
    {
        try
        {
            var reference = (GrainReference)grains.GetGrain(grainInterface, id);
            _problem = null;
            return new Kind(reference.GrainId.Type, reference.InterfaceType);
        }
        catch (ArgumentException e)
        {
            var problem = $"topic \"{topic}\" waits for its grains: {ReceiverCheck.Advise(grainInterface, e.Message)}";
            _problem = problem;
            throw new KafkaStreamException(problem, isTransient: true, e);
        }
    }

    private sealed record Kind(GrainType Grain, GrainInterfaceType Interface);
}
