using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Platform.Gateway.Admin;
using Platform.Gateway.Analytics;
using Platform.Gateway.OpenApi;
using Platform.Gateway.Orders;
using Platform.Gateway.Users;

namespace Platform.Gateway.Hosting;

/// <summary>The gateway's routes.</summary>
public static class GatewayRoutes
{
    /// <summary>
    /// Maps the HTTP API and its OpenAPI description at <c>/openapi/v1.json</c>. Every error of the application that has no body yet,
    /// unknown routes included, is answered with ProblemDetails: map the gateway before middleware that answers by itself.
    /// </summary>
    /// <param name="app">The application.</param>
    public static WebApplication MapPlatformGateway(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => TypedResults.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));

        var bodyLimit = new RequestSizeLimitAttribute(app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.BodyBytesMax);
        var api = app.MapGroup("").WithGroupName(GatewayOpenApi.DocumentName);
        api.MapPost("/orders", PlaceOrder.HandleAsync).WithMetadata(bodyLimit).Describe(OrderDescriptions.Place);
        api.MapPost("/orders/{id}/cancel", CancelOrder.HandleAsync).WithMetadata(bodyLimit).Describe(OrderDescriptions.Cancel);
        api.MapGet("/orders/{id}", GetOrder.HandleAsync).Describe(OrderDescriptions.Get);
        api.MapGet("/users/{id}", GetUser.HandleAsync).Describe(UserDescriptions.Get);
        api.MapGet("/users/{id}/orders", GetUserOrders.HandleAsync).Describe(UserDescriptions.GetOrders);
        api.MapGet("/analytics/orders", GetOrderAnalytics.HandleAsync).Describe(AnalyticsDescriptions.Get);
        app.MapAdminWhereOpen(bodyLimit);
        app.MapOpenApi();
        return app;
    }
}
