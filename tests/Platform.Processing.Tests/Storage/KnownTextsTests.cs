namespace Platform.Processing.Tests;

/// <summary>A known text is stored as its place, so no place may ever move.</summary>
public sealed class KnownTextsTests
{
    [Fact]
    public void Text_WhenMoreAreAddedBehindIt_KeepsItsPlace()
    {
        var (before, after) = (new KnownTexts(["a", "b"]), new KnownTexts(["a", "b", "c"]));

        var stored = Written(before, "b", "own", "own", "a");

        Assert.Equal([3, 10, .. "own"u8, (KnownTexts.Reserved << 1 | 1) & 0x7f | 0x80, KnownTexts.Reserved >> 6, 1], stored);
        Assert.Equal(["b", "own", "own", "a"], Read(after, stored, 4));
        Assert.Equal(Written(after, "b", "own", "own", "a"), stored);
    }

    [Fact]
    public void Texts_WhenAsManyAsThereArePlaces_AreTaken()
    {
        var texts = Enumerable.Range(0, KnownTexts.Reserved).Select(n => $"t{n}").ToArray();

        Assert.Equal([texts[^1], "own", "own"], Read(new KnownTexts(texts), Written(new KnownTexts(texts), texts[^1], "own", "own"), 3));
    }

    [Fact]
    public void Texts_WhenThereAreMoreThanPlaces_AreRejectedWithTheLimit() => Assert.StartsWith(
        "There are 65 known texts; right is at most 64.",
        Assert.Throws<ArgumentException>(() => new KnownTexts(Enumerable.Range(0, 65).Select(n => $"t{n}"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void State_WhenItNamesATextThatTheOptionsLack_IsRejectedWithTheOption()
    {
        var stored = Written(new KnownTexts(["a", "b"]), "b");

        var exception = Assert.Throws<InvalidDataException>(() => Read(new KnownTexts(["a"]), stored, 1));

        Assert.Equal("A stored state names the known text 1; ProcessingOptions.KnownTexts has 1. Texts must never be removed from it.", exception.Message);
    }

    private static byte[] Written(KnownTexts known, params string[] texts)
    {
        using var writer = StateWriter.Begin(known);
        foreach (var text in texts)
        {
            writer.Text(text);
        }

        return writer.ToArray();
    }

    private static string[] Read(KnownTexts known, byte[] stored, int count)
    {
        using var reader = new StateReader(stored, known);
        return [.. Enumerable.Range(0, count).Select(_ => reader.RequiredText())];
    }
}
