using Microsoft.OpenApi;

namespace Platform.Hosting.OpenApi;

/// <summary>The OpenAPI document of the application's routes; the platform's own stay out of it.</summary>
internal static class OpenApiHosting
{
    /// <summary>The document's name, and so its place: <c>/openapi/v1.json</c>.</summary>
    public const string DocumentName = "v1";

    /// <summary>Where it is.</summary>
    public const string Path = $"/openapi/{DocumentName}.json";

    private static readonly string[] OwnPaths = ["admin", "health", "metrics", "dashboard", "openapi"];

    /// <summary>Adds the document.</summary>
    /// <param name="services">The services.</param>
    /// <param name="title">What the API is called.</param>
    /// <param name="about">What it is.</param>
    public static IServiceCollection AddPlatformOpenApi(this IServiceCollection services, string title, string about) => services.AddOpenApi(DocumentName, options =>
    {
        options.ShouldInclude = description => !OwnPaths.Contains(description.RelativePath?.Split('/')[0], StringComparer.OrdinalIgnoreCase);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = title, Version = DocumentName, Description = about };
            return Task.CompletedTask;
        });
    });
}
