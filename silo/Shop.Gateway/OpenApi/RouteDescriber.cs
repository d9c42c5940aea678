using Microsoft.OpenApi;

namespace Shop.Gateway.OpenApi;

/// <summary>Attaches descriptions to routes.</summary>
internal static class RouteDescriber
{
    /// <summary>Describes a route in the OpenAPI document.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, OperationDescription description)
    {
        foreach (var status in description.Problems.Concat([StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable]))
        {
            route.ProducesProblem(status);
        }

        return route
            .WithSummary(description.Summary)
            .WithDescription(description.Description)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                Apply(description, operation);
                return Task.CompletedTask;
            });
    }

    // The handlers read ids and bodies themselves, to name every field that is wrong; so they are added to the document here.
    private static void Apply(OperationDescription description, OpenApiOperation operation)
    {
        operation.Parameters = [.. description.Parameters];
        operation.RequestBody = description.Body;
    }
}
