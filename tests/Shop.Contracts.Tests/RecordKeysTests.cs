using Shop.Events;

namespace Shop.Contracts.Tests;

public sealed class RecordKeysTests
{
    [Fact]
    public void RecordKeys_WhenIdsAreGood_AreTheirText()
    {
        Assert.Equal("o-1", RecordKeys.ByEntity("o-1"));
        Assert.Equal("u-1", RecordKeys.ByUser("u-1"));
        Assert.Equal("u-1:o-1", RecordKeys.ByUserAndOrder("u-1", "o-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(null)]
    public void RecordKeys_WhenAnIdIsNone_Throw(string? id)
    {
        Assert.Throws<ArgumentException>(() => RecordKeys.ByEntity(id!));
        Assert.Throws<ArgumentException>(() => RecordKeys.ByUser(id!));
        Assert.Throws<ArgumentException>(() => RecordKeys.ByUserAndOrder("u", id!));
        Assert.Throws<ArgumentException>(() => RecordKeys.ByUserAndOrder(id!, "o"));
    }
}
