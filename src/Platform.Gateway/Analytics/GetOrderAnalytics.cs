using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Cluster;

namespace Platform.Gateway.Analytics;

/// <summary><c>GET /analytics/orders</c>.</summary>
internal static class GetOrderAnalytics
{
    public static async Task<Ok<AnalyticsAnswer>> HandleAsync(IAnalyticsShards shards, GrainReads reads, CancellationToken cancellationToken)
    {
        var keys = await shards.GetKeysAsync(cancellationToken);
        return TypedResults.Ok(AnalyticsAnswer.Sum(await reads.EachAsync(keys, reads.AnalyticsAsync, cancellationToken)));
    }
}
