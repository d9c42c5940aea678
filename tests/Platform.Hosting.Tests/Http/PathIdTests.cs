namespace Platform.Hosting.Tests.Http;

public sealed class PathIdTests
{
    [Theory]
    [InlineData("plain", "/orders/plain", "plain")]
    [InlineData("a%2Fb", "/orders/a%2Fb", "a/b")]
    [InlineData("a%2fb", "/orders/a%2fb/cancel?x=1", "a/b")]
    [InlineData("a%2Fb", "/orders/a%252Fb", "a%2Fb")]
    [InlineData("é%2F€", "/orders/%C3%A9%2F%E2%82%AC", "é/€")]
    [InlineData("a%2Fb", "http://host/orders/a%2Fb", "a/b")]
    [InlineData("a%2Fb", "/x/../orders/a%2Fb", "a/b")]
    public void Unescape_WhenThereAreSlashes_TellsThemFromTheirEscape(string routeValue, string target, string id)
    {
        Assert.Equal(id, PathId.Unescape(routeValue, target));
    }
}
