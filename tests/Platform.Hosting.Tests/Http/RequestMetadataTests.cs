using Microsoft.AspNetCore.Http;

namespace Platform.Hosting.Tests.Http;

public sealed class RequestMetadataTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public void Read_WhenHeadersAreThere_TakesThem()
    {
        var (metadata, errors) = Read(("Idempotency-Key", "k 1"), ("X-Correlation-Id", "c"), ("traceparent", Trace));

        Assert.Empty(errors);
        Assert.Equal(new RequestMetadata("k 1", "c", Trace), metadata);
    }

    [Fact]
    public void Read_WhenHeadersAreAbsent_MakesACorrelationIdOnly()
    {
        var (metadata, errors) = Read();

        Assert.Empty(errors);
        Assert.Null(metadata.IdempotencyKey);
        Assert.Null(metadata.TraceParent);
        Assert.True(Guid.TryParse(metadata.CorrelationId, out _));
    }

    [Fact]
    public void Read_WhenTheTraceIsMalformed_DropsIt()
    {
        var (metadata, errors) = Read(("traceparent", "00-nonsense"));

        Assert.Empty(errors);
        Assert.Null(metadata.TraceParent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\tb")]
    [InlineData("é")]
    public void Read_WhenAValueIsUnfit_NamesTheHeader(string value)
    {
        var (_, errors) = Read(("Idempotency-Key", value), ("X-Correlation-Id", value));

        Assert.Equal(["Idempotency-Key", "X-Correlation-Id"], errors.Keys);
    }

    [Theory]
    [InlineData(200, 0)]
    [InlineData(201, 1)]
    public void Read_WhenAValueIsLong_AllowsTwoHundredCharacters(int length, int count)
    {
        var (_, errors) = Read(("Idempotency-Key", new string('k', length)));

        Assert.Equal(count, errors.Count);
    }

    private static (RequestMetadata Metadata, IDictionary<string, string[]> Errors) Read(params (string Name, string Value)[] headers)
    {
        var errors = new FieldErrors();
        var context = new DefaultHttpContext();
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        return (RequestMetadata.Read(context, errors), errors.ToDictionary());
    }
}
