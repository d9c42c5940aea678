using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;

namespace Shop.Gateway.Analytics;

/// <summary><c>GET /analytics/orders</c>.</summary>
internal static class GetOrderAnalytics
{
    public static async Task<Ok<AnalyticsResponse>> HandleAsync(IAnalyticsShards shards, GrainReads reads, CancellationToken cancellationToken)
    {
        var keys = await shards.GetKeysAsync(cancellationToken);
        return TypedResults.Ok(AnalyticsResponse.Sum(await reads.EachAsync(keys, reads.AnalyticsAsync, cancellationToken)));
    }
}
