using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.Hosting.Tests.Http;

public sealed class BodyReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"a":1}x""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Parse_WhenItIsNoJsonObject_Refuses(string text)
    {
        var refusal = Assert.Throws<BadHttpRequestException>(() => BodyReader.Parse(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(400, refusal.StatusCode);
    }

    [Fact]
    public void Parse_WhenItIsNoUtf8_Refuses()
    {
        byte[] bytes = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];

        var refusal = Assert.Throws<BadHttpRequestException>(() => BodyReader.Parse(bytes));

        Assert.Contains("UTF-8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WhenItIsNestedTooDeep_Refuses()
    {
        var text = $$"""{"a":{{new string('[', 1_000)}}{{new string(']', 1_000)}}}""";

        Assert.Throws<BadHttpRequestException>(() => BodyReader.Parse(Encoding.UTF8.GetBytes(text)));
    }
}
