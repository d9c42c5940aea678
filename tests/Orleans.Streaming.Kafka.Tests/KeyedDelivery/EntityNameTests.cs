namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class EntityNameTests
{
    [Theory]
    [InlineData("o-1")]
    [InlineData("Zoë/7:ü")]
    [InlineData("😀")]
    public void Check_WhenTheIdIsValid_FindsNothing(string id) => Assert.Null(EntityName.Check(id));

    [Theory]
    [InlineData(null, "missing or blank")]
    [InlineData("", "missing or blank")]
    [InlineData(" \t", "missing or blank")]
    [InlineData("a\u0000b", "U+0000")]
    [InlineData("a\nb", "U+000A")]
    public void Check_WhenTheIdIsNone_SaysWhy(string? id, string why) => Assert.Contains(why, EntityName.Check(id), StringComparison.Ordinal);

    [Fact]
    public void Check_WhenASurrogateStandsAlone_SaysWhy()
    {
        // Attribute arguments are stored as UTF-8, so it can't be one.
        Assert.Contains("not valid UTF-8", EntityName.Check("a" + (char)0xD800 + "b"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_CountsBytesOfUtf8()
    {
        Assert.Null(EntityName.Check(new string('a', 512)));
        Assert.Contains("513 bytes", EntityName.Check(new string('a', 513)), StringComparison.Ordinal);
        Assert.Contains("514 bytes", EntityName.Check(new string('ü', 257)), StringComparison.Ordinal);
    }
}
