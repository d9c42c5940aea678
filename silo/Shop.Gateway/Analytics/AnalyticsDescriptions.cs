using Shop.Gateway.OpenApi;

namespace Shop.Gateway.Analytics;

/// <summary>The analytics route in the OpenAPI document.</summary>
internal static class AnalyticsDescriptions
{
    /// <summary><c>GET /analytics/orders</c>.</summary>
    public static OperationDescription Get { get; } = new()
    {
        Summary = "Read the order figures.",
        Description = "In all and per UTC hour of the events' own time, hours ascending.",
    };
}
