using Microsoft.OpenApi;
using Platform.Hosting;

namespace Shop.Gateway.OpenApi;

/// <summary>The parameters of the routes.</summary>
internal static class Parameters
{
    /// <summary>The id in the path.</summary>
    public static OpenApiParameter Id(string description) => new()
    {
        Name = PathId.Name,
        In = ParameterLocation.Path,
        Required = true,
        Description = $"{description} Percent-encoded; a slash is %2F.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    /// <summary>The idempotency key.</summary>
    public static OpenApiParameter IdempotencyKey(string description) =>
        Header(RequestMetadata.IdempotencyKeyHeader, $"{description} A key belongs to its caller: another caller's of the same text is another one.");

    /// <summary>The correlation id.</summary>
    public static OpenApiParameter CorrelationId() =>
        Header(RequestMetadata.CorrelationIdHeader, "Goes into the event and into everything it causes; generated where absent, and returned in the response header of the same name.");

    /// <summary>A parameter of the query.</summary>
    public static OpenApiParameter Query(string name, string description, OpenApiSchema schema) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema,
    };

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = RequestMetadata.LengthMax },
    };
}
