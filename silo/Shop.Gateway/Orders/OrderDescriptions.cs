using Microsoft.OpenApi;
using Shop.Gateway.OpenApi;

namespace Shop.Gateway.Orders;

/// <summary>The order routes in the OpenAPI document.</summary>
internal static class OrderDescriptions
{
    /// <summary><c>POST /orders</c>.</summary>
    public static OperationDescription Place { get; } = new()
    {
        Summary = "Place an order.",
        Description = "202 once Kafka has the event on every in-sync replica. 503 when Kafka does not acknowledge it: the order may or may not have been accepted, and a repeat with the same Idempotency-Key is safe. A second creation of an order that exists changes nothing.",
        Parameters =
        [
            Parameters.IdempotencyKey("A repeat is the same order, and is answered as the first was; with another body it is 422."),
            Parameters.CorrelationId(),
        ],
        Body = Schemas.Body(required: true, NewOrderSchema(), """{ "userId": "ada", "items": [{ "sku": "tea", "quantity": 2, "price": "4.95" }] }"""),
        Problems = [StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity],
    };

    /// <summary><c>POST /orders/{id}/cancel</c>.</summary>
    public static OperationDescription Cancel { get; } = new()
    {
        Summary = "Cancel an order.",
        Description = "202 once Kafka has the event on every in-sync replica; 409 once a cancellation took effect; a repeat with the same Idempotency-Key is answered as the first was.",
        Parameters =
        [
            Parameters.Id("The order's id."),
            Parameters.IdempotencyKey("A repeat is the same cancellation, and is answered as the first was; with another body it is 422."),
            Parameters.CorrelationId(),
        ],
        Body = Schemas.Body(required: false, CancellationSchema(), """{ "reason": "changed my mind" }"""),
        Problems = [StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity],
    };

    /// <summary><c>GET /orders/{id}</c>.</summary>
    public static OperationDescription Get { get; } = new()
    {
        Summary = "Read an order.",
        Description = "The order as it is durably; 404 until it was created.",
        Parameters = [Parameters.Id("The order's id.")],
        Problems = [StatusCodes.Status404NotFound],
    };

    private static OpenApiSchema NewOrderSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { "userId", "items" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["orderId"] = Schemas.Id("The order's id; generated where absent."),
            ["userId"] = Schemas.Id("Whose order it is."),
            ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = ItemSchema(), MaxItems = NewOrder.ItemsMax, Description = "What is ordered; may be empty." },
            ["amount"] = Schemas.Decimal("What the order costs; the sum of quantity times price where absent."),
        },
    };

    private static OpenApiSchema ItemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { "quantity", "price" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["sku"] = Schemas.Id("What is ordered."),
            ["productId"] = Schemas.Id("The same as sku, which counts where both are there."),
            ["quantity"] = Schemas.Decimal("How many."),
            ["price"] = Schemas.Decimal("The price of one."),
        },
    };

    private static OpenApiSchema CancellationSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["reason"] = Schemas.Text("Why.", CancelOrder.ReasonLengthMax),
        },
    };
}
