using Microsoft.OpenApi;
using Platform.Events;

namespace Platform.Gateway.OpenApi;

/// <summary>The OpenAPI document of the gateway's routes; other routes of the application stay out of it.</summary>
internal static class GatewayOpenApi
{
    /// <summary>The document's name, and so its place: <c>/openapi/v1.json</c>.</summary>
    public const string DocumentName = "v1";

    /// <summary>Adds the document.</summary>
    public static IServiceCollection AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.ShouldInclude = description => description.GroupName == DocumentName;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Platform",
                Version = DocumentName,
                Description = "Orders and users over events: a write is accepted once Kafka has it (202) and takes effect a moment later; a read answers what is durable. Every error is an RFC 9457 problem.",
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // A sum has a converter of its own, so nothing else says what it looks like.
            if (context.JsonTypeInfo.Type == typeof(MoneySum))
            {
                (schema.Type, schema.Properties, schema.Description) = (JsonSchemaType.Number, null, "Exact, with all its digits.");
            }

            return Task.CompletedTask;
        });
    });
}
