using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Platform.Hosting.Limits;

/// <summary>
/// How many requests are taken: at once of all, at once of one caller, and a second of one caller. Health, metrics and operators' routes
/// are not counted, so that they answer while others are refused.
/// </summary>
internal sealed class RequestLimits(IOptions<GatewayOptions> options) : IConfigureOptions<RateLimiterOptions>
{
    private static readonly TimeSpan RetryAfterDefault = TimeSpan.FromSeconds(1);

    public void Configure(RateLimiterOptions limiter)
    {
        var limits = options.Value;
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = RejectAsync;
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(CallerKey.Of(context), _ => RateOf(limits))),
            PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetConcurrencyLimiter(CallerKey.Of(context), _ => AtOnce(limits.CallerRequestsMax))),
            PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter("", _ => AtOnce(limits.RequestsMax))));
    }

    // About ten times a second, and at least one request each time.
    private static TokenBucketRateLimiterOptions RateOf(GatewayOptions limits)
    {
        var count = Math.Max(1, limits.RequestsPerSecondMax / 10);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.RequestsPerSecondMax,
            TokensPerPeriod = count,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)count / limits.RequestsPerSecondMax),
            QueueLimit = 0,
        };
    }

    private static ConcurrencyLimiterOptions AtOnce(int count) => new() { PermitLimit = count, QueueLimit = count, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : RetryAfterDefault;
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await TypedResults.Problem(
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many requests",
            detail: "More requests came, or are being worked on, than are taken. Nothing was done; try again later.").ExecuteAsync(rejected.HttpContext);
    }
}
