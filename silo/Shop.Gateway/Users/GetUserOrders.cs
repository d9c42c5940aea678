using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;
using Shop.Grains.Users;

namespace Shop.Gateway.Users;

/// <summary>
/// <c>GET /users/{id}/orders</c>. The user knows which orders there are, and each order its own state: that is the truth. What the user
/// itself noted serves for an order that does not exist yet, its activity having come from elsewhere.
/// </summary>
internal static class GetUserOrders
{
    public static async Task<Results<Ok<UserOrdersResponse>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpContext context, GrainReads reads, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var userId = PathId.Read(context, errors);
        var query = PageQuery.Read(context.Request.Query, errors);
        if (query.After is not null && !errors.Any && !OrderListCursor.TryParse(query.After, out _))
        {
            errors.Add("after", "must be the value of 'next' from the previous page.");
        }

        if (errors.Any || userId is null)
        {
            return Problems.Invalid(errors);
        }

        if (!context.MayActFor(userId, ShopScopes.ReadOrders))
        {
            return CallerExtensions.Forbidden($"Another user's orders take the scope {ShopScopes.ReadOrders}.");
        }

        if (await reads.UserOrdersAsync(userId, query.Limit, query.After, cancellationToken) is not { } page)
        {
            return Problems.NotFound("User", userId);
        }

        if (page.IsGone)
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status410Gone,
                title: "Page gone",
                detail: "The list has moved on: orders that this page was to begin with have left it. Begin again without 'after'.");
        }

        var orders = await reads.EachAsync(page.Orders, (noted, stop) => AskAsync(reads, noted, stop), cancellationToken);
        return TypedResults.Ok(new UserOrdersResponse(orders, page.Next));
    }

    private static async Task<UserOrderResponse> AskAsync(GrainReads reads, UserOrder noted, CancellationToken cancellationToken) =>
        await reads.OrderAsync(noted.OrderId, cancellationToken) is { } order
            ? new UserOrderResponse(noted.OrderId, order.Status, order.Amount, order.Paid)
            : new UserOrderResponse(noted.OrderId, noted.Status, noted.Amount, noted.Paid);
}
