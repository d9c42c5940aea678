using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Events;

namespace Shop.Gateway.OpenApi;

/// <summary>What a sum looks like: it has a converter of its own, so nothing else says so.</summary>
internal static class SumSchema
{
    /// <summary>The platform's document.</summary>
    public const string DocumentName = "v1";

    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(MoneySum))
        {
            (schema.Type, schema.Properties, schema.Description) = (JsonSchemaType.Number, null, "Exact, with all its digits.");
        }

        return Task.CompletedTask;
    }
}
