using System.Linq.Expressions;
using System.Text.Json;

namespace Platform.Events;

/// <summary>Says which versions of an event type there are. A new minor version only adds fields; a new major one may change anything.</summary>
/// <typeparam name="TPayload">The payload that rules see.</typeparam>
public sealed class EventTypeBuilder<TPayload>
    where TPayload : class
{
    private readonly string _topic;
    private readonly string _name;
    private readonly Expression<Func<TPayload, string?>> _key;
    private readonly SortedDictionary<int, (Type Type, Func<object, object>? Upcast)> _versions = [];
    private Func<object, DateTimeOffset?>? _occurredAt;
    private string? _written;

    internal EventTypeBuilder(string topic, string name, Expression<Func<TPayload, string?>> key) => (_topic, _name, _key) = (topic, name, key);

    /// <summary>A major version whose payload is another record: read as that one, and lifted.</summary>
    /// <typeparam name="TVersion">The version's payload.</typeparam>
    /// <param name="major">The major version, from 1.</param>
    /// <param name="upcast">
    /// Makes the newest payload of it. Pure. Content that is no event of the type is rejected by throwing <see cref="InvalidEventException"/>.
    /// </param>
    public EventTypeBuilder<TPayload> Version<TVersion>(int major, Func<TVersion, TPayload> upcast)
        where TVersion : class
    {
        ArgumentNullException.ThrowIfNull(upcast);
        return Add(major, typeof(TVersion), payload => upcast((TVersion)payload));
    }

    /// <summary>The major version whose payload is <typeparamref name="TPayload"/> as it is.</summary>
    /// <param name="major">The major version, from 1.</param>
    public EventTypeBuilder<TPayload> Version(int major) => Add(major, typeof(TPayload), null);

    /// <summary>The version in which outputs are written, where that is not the newest one. The fields are those of <typeparamref name="TPayload"/>.</summary>
    /// <param name="version"><c>major.minor</c>.</param>
    public EventTypeBuilder<TPayload> WrittenAs(string version)
    {
        _written = EventVersion.TryParse(version, out var parsed) ? parsed.ToString() : throw new ArgumentException($"{version} is not of the form major.minor.", nameof(version));
        return this;
    }

    /// <summary>The payload's own time: the event's, where its envelope has none. Without it the record's time counts.</summary>
    /// <param name="time">Reads it.</param>
    public EventTypeBuilder<TPayload> OccurredAt(Func<TPayload, DateTimeOffset?> time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _occurredAt = payload => time((TPayload)payload);
        return this;
    }

    internal EventTypeDeclaration ToDeclaration()
    {
        if (_versions.Count == 0)
        {
            Version(EventVersion.FirstMajor);
        }

        var newest = _versions.Keys.Last();
        if (newest != _versions.Count)
        {
            throw new InvalidOperationException($"The event type {_name} declares the major versions {string.Join(", ", _versions.Keys)}. Right is every one from 1 to {newest}.");
        }

        if (_written is null && _versions[newest].Upcast is not null)
        {
            throw new InvalidOperationException($"The event type {_name} does not say in which version {typeof(TPayload).Name} is written. Right is .Version({newest + 1}), or .WrittenAs(\"…\").");
        }

        return new EventTypeDeclaration(
            _topic, _name, typeof(TPayload), [.. _versions.Values.Select(version => version.Type), typeof(TPayload)], EntityKey.MemberOf(_key), options => Build(options, newest));
    }

    private EventType Build(JsonSerializerOptions options, int newest) => new(
        _topic,
        _name,
        options.GetTypeInfo(typeof(TPayload)),
        EntityKey.Of(_key, options),
        _versions.Values.Select(version => new PayloadVersion(options.GetTypeInfo(version.Type), version.Upcast)))
    {
        WrittenVersion = _written ?? new EventVersion(newest, 0).ToString(),
        OccurredAt = _occurredAt,
    };

    private EventTypeBuilder<TPayload> Add(int major, Type type, Func<object, object>? upcast)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(major, EventVersion.FirstMajor);
        return _versions.TryAdd(major, (type, upcast))
            ? this
            : throw new InvalidOperationException($"The event type {_name} declares the major version {major} twice.");
    }
}
