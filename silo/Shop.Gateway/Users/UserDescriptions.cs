using Microsoft.OpenApi;
using Platform.Hosting;
using Shop.Gateway.OpenApi;

namespace Shop.Gateway.Users;

/// <summary>The user routes in the OpenAPI document.</summary>
internal static class UserDescriptions
{
    /// <summary><c>GET /users/{id}</c>.</summary>
    public static OperationDescription Get { get; } = new()
    {
        Summary = "Read a user.",
        Description = "The user as it is durably, from the first event that names the user; e-mail and name are null until an event sets them.",
        Parameters = [Parameters.Id("The user's id.")],
        Problems = [StatusCodes.Status404NotFound],
    };

    /// <summary><c>GET /users/{id}/orders</c>.</summary>
    public static OperationDescription GetOrders { get; } = new()
    {
        Summary = "List a user's orders.",
        Description = "The user's last 1,000 orders, oldest first, each as its own order has it. A walk from page to page misses no order that was listed at its beginning: where one has left the list meanwhile, the answer is 410.",
        Parameters =
        [
            Parameters.Id("The user's id."),
            Parameters.Query("limit", "How many at most.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{PageQuery.LimitMax}", Default = PageQuery.LimitDefault }),
            Parameters.Query("after", "What the page before has as next.", new OpenApiSchema { Type = JsonSchemaType.String }),
        ],
        Problems = [StatusCodes.Status404NotFound, StatusCodes.Status410Gone],
    };
}
