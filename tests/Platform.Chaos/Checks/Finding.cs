namespace Platform.Chaos;

/// <summary>A kind of damage, how often it was found, and the first examples.</summary>
/// <param name="What">The kind.</param>
internal sealed record Finding(string What)
{
    private const int ExamplesMax = 5;

    private readonly List<string> _examples = [];

    /// <summary>How often.</summary>
    public int Count { get; private set; }

    /// <summary>The first ones, for a person.</summary>
    public IReadOnlyList<string> Examples => _examples;

    /// <summary>One more.</summary>
    public void Add(string example)
    {
        Count++;
        if (_examples.Count < ExamplesMax)
        {
            _examples.Add(example);
        }
    }
}
