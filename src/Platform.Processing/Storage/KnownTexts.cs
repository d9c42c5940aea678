using System.Collections.Frozen;

namespace Platform.Processing;

/// <summary>Texts that most states hold, and that take one byte there. Their places are part of the stored form. Thread-safe.</summary>
internal sealed class KnownTexts
{
    /// <summary>How many places are reserved; the texts of a state itself come behind them.</summary>
    public const int Reserved = 64;

    private readonly string[] _texts;
    private readonly FrozenDictionary<string, int> _places;

    /// <param name="texts">The texts, in the order of their places.</param>
    public KnownTexts(IEnumerable<string> texts)
    {
        _texts = [.. texts];
        if (_texts.Length > Reserved)
        {
            throw new ArgumentException($"There are {_texts.Length} known texts; right is at most {Reserved}.", nameof(texts));
        }

        _places = _texts.Select((text, place) => (text, place)).ToFrozenDictionary(known => known.text, known => known.place, StringComparer.Ordinal);
    }

    /// <summary>The text of a place.</summary>
    /// <param name="place">The place.</param>
    /// <exception cref="InvalidDataException">There is none: the application knew more texts when the state was written.</exception>
    public string At(int place) => place < _texts.Length
        ? _texts[place]
        : throw new InvalidDataException($"A stored state names the known text {place}; {nameof(ProcessingOptions)}.{nameof(ProcessingOptions.KnownTexts)} has {_texts.Length}. Texts must never be removed from it.");

    /// <summary>The place of a text.</summary>
    public bool TryFind(string text, out int place) => _places.TryGetValue(text, out place);
}
