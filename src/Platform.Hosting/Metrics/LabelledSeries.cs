using System.Collections.Concurrent;
using System.Globalization;
using Prometheus;

namespace Platform.Metrics;

/// <summary>
/// The series of one Prometheus metric, a child per set of tag values. The first measurement names the labels. A known child
/// is found without allocating. Thread-safe.
/// </summary>
internal sealed class LabelledSeries<TChild>(Func<string[], Collector<TChild>> create, Action<TChild, double> apply) : Series
    where TChild : ChildBase
{
    // Tags are topics, groups, partitions and kinds of error: a few thousand. Above it something else got into a tag.
    internal const int ChildCountMax = 10_000;

    private readonly Lock _gate = new();
    private volatile Children? _children;
    private volatile int _round;

    public override void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var entry = (_children ?? Begin(tags)).Find(tags);
        entry.Round = _round;
        apply(entry.Child, value);
    }

    public override void BeginRound() => _round++;

    public override void EndRound() => _children?.RemoveExcept(_round);

    private Children Begin(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            return _children ??= new Children(NamesOf(tags), create);
        }
    }

    private static string[] NamesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new string[tags.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = tags[i].Key;
        }

        return names;
    }

    private sealed class Entry(TChild child, string[] labels)
    {
        public TChild Child { get; } = child;

        public string[] Labels { get; } = labels;

        public int Round { get; set; }
    }

    private sealed class Children
    {
        private readonly Collector<TChild> _family;
        private readonly ConcurrentDictionary<object?[], Entry> _entries;
        private readonly ConcurrentDictionary<object?[], Entry>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
        private readonly LabelComparer _comparer;
        private readonly Lazy<Entry> _overflow;

        public Children(string[] names, Func<string[], Collector<TChild>> create)
        {
            _family = create([.. names.Select(name => name.Replace('.', '_').Replace('-', '_'))]);
            _comparer = new LabelComparer(names);
            _entries = new(_comparer);
            _byTags = _entries.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
            _overflow = new(() => EntryOf([.. names.Select(_ => "other")]));
        }

        public Entry Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (_byTags.TryGetValue(tags, out var entry))
            {
                return entry;
            }

            if (_entries.Count >= ChildCountMax)
            {
                return _overflow.Value;
            }

            return _entries.GetOrAdd(_comparer.Create(tags), static (values, self) => self.EntryOf([.. values.Select(TextOf)]), this);
        }

        public void RemoveExcept(int round)
        {
            foreach (var (values, entry) in _entries)
            {
                if (entry.Round != round && _entries.TryRemove(values, out _))
                {
                    _family.RemoveLabelled(entry.Labels);
                }
            }
        }

        private Entry EntryOf(string[] labels) => new(_family.WithLabels(labels), labels);

        private static string TextOf(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }
}
