using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Hosting.Tests.Http;

public sealed class PageQueryTests
{
    [Theory]
    [InlineData("", 100, null)]
    [InlineData("?limit=1", 1, null)]
    [InlineData("?limit=1000&after=a%2Fb", 1000, "a/b")]
    public void Read_WhenItIsRight_TakesIt(string query, int limit, string? after)
    {
        var (page, errors) = Read(query);

        Assert.Empty(errors);
        Assert.Equal(new PageQuery(limit, after), page);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?limit=-1", "limit")]
    [InlineData("?limit=", "limit")]
    [InlineData("?limit=ten", "limit")]
    [InlineData("?limit=99999999999", "limit")]
    [InlineData("?limit=1&limit=2", "limit")]
    [InlineData("?after=", "after")]
    [InlineData("?after=a&after=b", "after")]
    [InlineData("?limit=0&after=%00", "limit,after")]
    public void Read_WhenItIsWrong_NamesTheParameter(string query, string parameters)
    {
        var (_, errors) = Read(query);

        Assert.Equal(parameters.Split(','), errors.Keys);
    }

    private static (PageQuery Page, IDictionary<string, string[]> Errors) Read(string query)
    {
        var errors = new FieldErrors();
        return (PageQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), errors), errors.ToDictionary());
    }
}
