using System.Linq.Expressions;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting;

/// <summary>Says what a consumer group reads and which grains get its events. Its options are <c>Platform:Groups:&lt;name&gt;:…</c>.</summary>
public sealed class GroupBuilder
{
    private readonly List<GroupRoute> _routes = [];
    private readonly List<Action<KafkaStreamOptions>> _defaults = [];
    private readonly Dictionary<string, KafkaStart> _starts = new(StringComparer.Ordinal);

    internal GroupBuilder(string name) => (Name, GroupId) = (name, name);

    /// <summary>The group's name: that of its stream provider and of its section in the configuration.</summary>
    public string Name { get; }

    /// <summary>The group's id in Kafka, unless the configuration sets another one.</summary>
    internal string GroupId { get; private set; }

    internal IReadOnlyList<GroupRoute> Routes => _routes;

    internal string? FormerSection { get; private set; }

    /// <summary>Sets the group's id in Kafka. Default: its name.</summary>
    /// <param name="groupId">The id.</param>
    public GroupBuilder WithGroupId(string groupId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(groupId);
        GroupId = groupId;
        return this;
    }

    /// <summary>Sets options that the configuration may set otherwise.</summary>
    /// <param name="configure">Sets them.</param>
    public GroupBuilder Configure(Action<KafkaStreamOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _defaults.Add(configure);
        return this;
    }

    /// <summary>Delivers each event to the grain of its entity: the key that its declaration names.</summary>
    /// <typeparam name="TGrain">The grain's interface.</typeparam>
    /// <param name="topics">Declared topics; each once per group.</param>
    public GroupBuilder Deliver<TGrain>(params string[] topics)
        where TGrain : IEventReceiver
    {
        ArgumentNullException.ThrowIfNull(topics);
        foreach (var topic in topics)
        {
            Add(new GroupRoute(topic, typeof(TGrain), static (builder, name) => builder.DeliverTo<TGrain>(name), null, null));
        }

        return this;
    }

    /// <summary>Delivers the events of one type to the grain of another entity than their declaration's.</summary>
    /// <typeparam name="TGrain">The grain's interface.</typeparam>
    /// <typeparam name="TPayload">The payload; the topic carries no other type.</typeparam>
    /// <param name="topic">A declared topic.</param>
    /// <param name="key">Names the entity.</param>
    public GroupBuilder Deliver<TGrain, TPayload>(string topic, Expression<Func<TPayload, string?>> key)
        where TGrain : IEventReceiver
        where TPayload : class
    {
        ArgumentNullException.ThrowIfNull(key);
        Add(new GroupRoute(topic, typeof(TGrain), static (builder, name) => builder.DeliverTo<TGrain>(name), catalog => catalog.KeyOf(key), null));
        return this;
    }

    /// <summary>
    /// Delivers each event to a grain that its record names, by its position for example: one of several that share a sum. A record that
    /// is no event is a dead letter.
    /// </summary>
    /// <typeparam name="TGrain">The grain's interface.</typeparam>
    /// <param name="key">Names the grain.</param>
    /// <param name="topics">Declared topics.</param>
    public GroupBuilder DeliverByRecord<TGrain>(Func<ReceivedEvent, string?> key, params string[] topics)
        where TGrain : IEventReceiver
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(topics);
        foreach (var topic in topics)
        {
            Add(new GroupRoute(topic, typeof(TGrain), static (builder, name) => builder.DeliverTo<TGrain>(name), null, key));
        }

        return this;
    }

    /// <summary>Where the group begins with one topic, instead of <see cref="KafkaStreamOptions.Start"/>.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="start">The start.</param>
    public GroupBuilder StartAt(string topic, KafkaStart start)
    {
        _starts[topic] = start;
        return this;
    }

    /// <summary>Names the section that the group's settings had before, so that they are refused with their new names.</summary>
    /// <param name="section">The path below <c>Platform</c>.</param>
    public GroupBuilder WasConfiguredAt(string section)
    {
        FormerSection = section;
        return this;
    }

    internal KafkaStart? StartOf(string topic) => _starts.TryGetValue(topic, out var start) ? start : null;

    internal void ApplyDefaults(KafkaStreamOptions options)
    {
        foreach (var configure in _defaults)
        {
            configure(options);
        }
    }

    private void Add(GroupRoute route)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(route.Topic);
        _routes.Add(route);
    }
}
