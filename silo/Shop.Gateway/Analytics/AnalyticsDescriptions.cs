using Microsoft.OpenApi;
using Shop.Gateway.OpenApi;

namespace Shop.Gateway.Analytics;

/// <summary>The analytics route in the OpenAPI document.</summary>
internal static class AnalyticsDescriptions
{
    /// <summary><c>GET /analytics/orders</c>.</summary>
    public static OperationDescription Get { get; } = new()
    {
        Summary = "Read the order figures.",
        Description = "In all and per UTC hour of the events' own time, hours ascending, of the days from and to, both included.",
        Parameters =
        [
            Parameters.Query("from", $"The first UTC day; where absent, {AnalyticsRange.DaysDefault} days are read, up to today or to.", Day),
            Parameters.Query("to", $"The last UTC day, at most {AnalyticsRange.DaysMax} days in all.", Day),
        ],
    };

    private static OpenApiSchema Day => new() { Type = JsonSchemaType.String, Format = "date" };
}
