using Orleans.Streaming.Kafka;

namespace Platform.Events.Tests.Ids;

public sealed class EntityIdTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("order 1")]
    [InlineData(" 1")]
    [InlineData("日本-😀")]
    [InlineData("Zoë/7:ü")]
    [InlineData("...")]
    [InlineData("../..")]
    public void Check_WhenGood_IsNull(string id) => Assert.Null(EntityId.Check(id));

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("", "is blank")]
    [InlineData(" \u3000", "is blank")]
    [InlineData(".", "can't be named in a path")]
    [InlineData("..", "can't be named in a path")]
    [InlineData("a\u0000b", "has a control character")]
    [InlineData("a\tb", "has a control character")]
    [InlineData("a\u007f", "has a control character")]
    [InlineData("a\u009f", "has a control character")]
    public void Check_WhenBad_SaysWhy(string? id, string error) => Assert.Equal(error, EntityId.Check(id));

    [Fact]
    public void Check_WhenHalfASurrogatePair_SaysSo()
    {
        Assert.Equal("has half a surrogate pair", EntityId.Check("\ud83d"));
        Assert.Equal("has half a surrogate pair", EntityId.Check("a\ude00\ud83d"));
    }

    [Theory]
    [InlineData("x", 512)]
    [InlineData("é", 256)]
    [InlineData("漢", 170)]
    [InlineData("😀", 128)]
    public void Check_WhenLong_CountsBytes(string unit, int count)
    {
        var longest = string.Concat(Enumerable.Repeat(unit, count));

        Assert.Null(EntityId.Check(longest));
        Assert.Equal("has more than 512 bytes", EntityId.Check(longest + unit));
    }
}
