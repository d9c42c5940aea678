namespace Platform.Processing.Tests;

public sealed class SettledRowsTests
{
    private readonly SettledRows _rows = new(countMax: 2);

    [Fact]
    public void Row_WhenItIsTaken_IsForgotten()
    {
        _rows.Add(Grain("a"), "1");

        Assert.Equal("1", _rows.Take(Grain("a")));
        Assert.Null(_rows.Take(Grain("a")));
    }

    [Fact]
    public void Row_WhenOneMoreThanMayBeIsAdded_IsTheOldest()
    {
        _rows.Add(Grain("a"), "1");
        _rows.Add(Grain("b"), "2");
        _rows.Add(Grain("c"), "3");

        Assert.Null(_rows.Take(Grain("a")));
        Assert.Equal("2", _rows.Take(Grain("b")));
    }

    [Fact]
    public void Row_WhenTheEntityLeftAgain_IsTheNewerOne_HoweverManyOlderAreForgotten()
    {
        _rows.Add(Grain("a"), "1");
        _rows.Add(Grain("a"), "2");
        _rows.Add(Grain("b"), "3");

        Assert.Equal("2", _rows.Take(Grain("a")));
    }

    [Fact]
    public void Row_WithoutAnETag_IsNotRemembered()
    {
        _rows.Add(Grain("a"), null);

        Assert.Null(_rows.Take(Grain("a")));
    }

    private static GrainId Grain(string key) => GrainId.Create("entity", key);
}
