namespace Platform.Hosting;

/// <summary>What is wrong with a request, by field; the first <see cref="CountMax"/> errors are kept, the others counted. Owned by one request.</summary>
public sealed class FieldErrors
{
    /// <summary>The most errors an answer names: whoever mends them sees the next ones.</summary>
    public const int CountMax = 20;

    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _count > 0;

    /// <summary>Whether no further error is kept: what is left need not be looked at.</summary>
    public bool IsFull => _count >= CountMax;

    /// <summary>How many errors were found beyond those that are kept.</summary>
    public int Omitted => Math.Max(0, _count - CountMax);

    /// <summary>Notes what is wrong with a field and what would be right.</summary>
    public void Add(string field, string error)
    {
        if (++_count > CountMax)
        {
            return;
        }

        if (!_errors.TryGetValue(field, out var errors))
        {
            _errors[field] = errors = [];
        }

        errors.Add(error);
    }

    /// <summary>The errors as ProblemDetails carries them.</summary>
    public IDictionary<string, string[]> ToDictionary() =>
        _errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
}
