using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;
using Shop.Grains.Analytics;

namespace Shop.Gateway.Analytics;

/// <summary><c>GET /analytics/orders</c>.</summary>
internal static class GetOrderAnalytics
{
    public static async Task<Results<Ok<AnalyticsResponse>, ValidationProblem>> HandleAsync(
        HttpContext context, GrainReads reads, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var range = AnalyticsRange.Read(context.Request.Query, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        string[] keys = [.. range.Days.SelectMany(AnalyticsShard.KeysOf)];
        return TypedResults.Ok(AnalyticsResponse.Sum(range, await reads.EachAsync(keys, reads.AnalyticsAsync, cancellationToken)));
    }
}
