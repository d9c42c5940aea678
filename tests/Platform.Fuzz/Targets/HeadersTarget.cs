using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.Hosting;

namespace Platform.Fuzz.Targets;

/// <summary>Headers, queries and paths of any request.</summary>
internal sealed class HeadersTarget : ITarget
{
    private static readonly string[] Names = [RequestMetadata.IdempotencyKeyHeader, RequestMetadata.CorrelationIdHeader, "traceparent", "Authorization", "X-Api-Key"];

    public string? Try(Input input)
    {
        var context = new DefaultHttpContext();
        foreach (var name in Names.Where(_ => input.Below(2) == 0))
        {
            context.Request.Headers[name] = input.Below(5) == 0 ? new StringValues([input.Text(), input.Text()]) : input.Text();
        }

        var errors = new FieldErrors();
        var metadata = RequestMetadata.Read(context, errors);
        metadata.WriteTo(context.Response);
        var page = PageQuery.Read(new QueryCollection(new Dictionary<string, StringValues> { ["limit"] = input.Text(), ["after"] = input.Text() }), errors);
        _ = PathId.Unescape(input.Text(), input.Text());
        return page.Limit is < 1 or > 1_000 ? $"A page of {page.Limit}."
            : metadata.CorrelationId.Any(char.IsControl) || metadata.IdempotencyKey?.Any(char.IsControl) == true ? "A header with a control character."
            : null;
    }
}
