using System.Collections.Concurrent;

namespace Platform.Processing.Tests;

/// <summary>Counts activations by key. Thread-safe.</summary>
internal sealed class Activations
{
    private readonly ConcurrentDictionary<string, (int Began, int Ended)> _counts = new();

    public int BeganOf(string key) => _counts.GetValueOrDefault(key).Began;

    public int LiveOf(string key)
    {
        var (began, ended) = _counts.GetValueOrDefault(key);
        return began - ended;
    }

    public void Began(string key) => _counts.AddOrUpdate(key, (1, 0), (_, counts) => (counts.Began + 1, counts.Ended));

    public void Ended(string key) => _counts.AddOrUpdate(key, (0, 1), (_, counts) => (counts.Began, counts.Ended + 1));
}
