using System.Diagnostics.CodeAnalysis;

namespace Platform.Metrics;

/// <summary>Compares the tag values of a measurement with those of a known child, in the order of the label names, without allocating. Thread-safe.</summary>
internal sealed class LabelComparer(string[] names)
    : IEqualityComparer<object?[]>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, object?[]>
{
    public bool Equals(object?[]? x, object?[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode([DisallowNull] object?[] obj)
    {
        var hash = default(HashCode);
        foreach (var value in obj)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, object?[] other)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!Equals(Find(alternate, i), other[i]))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = default(HashCode);
        for (var i = 0; i < names.Length; i++)
        {
            hash.Add(Find(alternate, i));
        }

        return hash.ToHashCode();
    }

    public object?[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var values = new object?[names.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Find(alternate, i);
        }

        return values;
    }

    // Tags nearly always come in the order of the first measurement, which named the labels.
    private object? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, int label)
    {
        if (label < tags.Length && tags[label].Key == names[label])
        {
            return tags[label].Value;
        }

        foreach (var tag in tags)
        {
            if (tag.Key == names[label])
            {
                return tag.Value;
            }
        }

        return null;
    }
}
