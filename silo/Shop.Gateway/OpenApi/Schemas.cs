using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Shop.Gateway.OpenApi;

/// <summary>The schemas of what requests carry.</summary>
internal static class Schemas
{
    /// <summary>An entity's id.</summary>
    public static OpenApiSchema Id(string description) => new()
    {
        Type = JsonSchemaType.String | JsonSchemaType.Number,
        Description = $"{description} 1 to {EntityId.BytesMax} bytes of UTF-8, not blank, without control characters, neither . nor .. . A number is taken as its text.",
    };

    /// <summary>An exact decimal.</summary>
    public static OpenApiSchema Decimal(string description) => new()
    {
        Type = JsonSchemaType.Number | JsonSchemaType.String,
        Description = $"{description} Exact: at most {Money.DigitsMax} digits, at most {Money.ScaleMax} of them decimals, not negative. A string keeps it exact where the client's numbers are doubles.",
    };

    /// <summary>A text.</summary>
    public static OpenApiSchema Text(string description, int lengthMax) => new()
    {
        Type = JsonSchemaType.String,
        MaxLength = lengthMax,
        Description = description,
    };

    /// <summary>A JSON body.</summary>
    public static OpenApiRequestBody Body(bool required, OpenApiSchema schema, string example) => new()
    {
        Required = required,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/json"] = new() { Schema = schema, Example = JsonNode.Parse(example) },
        },
    };
}
