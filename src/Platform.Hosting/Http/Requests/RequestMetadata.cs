using System.Diagnostics;

namespace Platform.Hosting;

/// <summary>What a request says about the event it becomes.</summary>
/// <param name="IdempotencyKey">The key that makes a repeat the same request, or null.</param>
/// <param name="CorrelationId">The caller's correlation id, or a new one.</param>
/// <param name="TraceParent">The W3C trace context the event continues, or null.</param>
public sealed record RequestMetadata(string? IdempotencyKey, string CorrelationId, string? TraceParent)
{
    /// <summary>The header with the idempotency key.</summary>
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    /// <summary>The header with the correlation id, in the request and in the answer.</summary>
    public const string CorrelationIdHeader = "X-Correlation-Id";

    /// <summary>Who acts, or null where nobody is known; goes into the event's header <see cref="Platform.Events.EventHeaders.Actor"/>.</summary>
    public string? Actor { get; init; }

    /// <summary>The most characters a header may have.</summary>
    public const int LengthMax = 200;

    /// <summary>Reads who calls, and the headers; what is wrong is noted under the header's name.</summary>
    public static RequestMetadata Read(HttpContext context, FieldErrors errors)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Request.Headers;
        return new(
            Single(headers, IdempotencyKeyHeader, errors),
            Single(headers, CorrelationIdHeader, errors) ?? Guid.NewGuid().ToString(),
            TraceParentOf(headers))
        {
            Actor = Caller.Of(context)?.Id,
        };
    }

    /// <summary>Returns the correlation id, which may be new, to the caller.</summary>
    public void WriteTo(HttpResponse response) => response.Headers[CorrelationIdHeader] = CorrelationId;

    private static string? Single(IHeaderDictionary headers, string name, FieldErrors errors)
    {
        var values = headers[name];
        if (values.Count == 0)
        {
            return null;
        }

        // Only what may be in a header of the response, too.
        if (values.Count == 1 && values[0] is { Length: <= LengthMax } value && !string.IsNullOrWhiteSpace(value) && value.All(c => c is >= ' ' and <= '~'))
        {
            return value;
        }

        errors.Add(name, $"must be one value of 1 to {LengthMax} printable ASCII characters, not blank.");
        return null;
    }

    // A malformed trace context is dropped, never rejected (W3C Trace Context, section 3.2.2).
    private static string? TraceParentOf(IHeaderDictionary headers)
    {
        var values = headers.TraceParent;
        if (values is [{ } value] && ActivityContext.TryParse(value, traceState: null, out _))
        {
            return value;
        }

        return Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
    }
}
