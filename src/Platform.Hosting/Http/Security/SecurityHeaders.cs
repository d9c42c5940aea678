namespace Platform.Hosting.Security;

/// <summary>Says to browsers what answers are not for: no guessing of types, no frames, no scripts but the page's own, no address passed on.</summary>
internal static class SecurityHeaders
{
    // Answers of the API are data: nothing in them is to be run. The dashboard brings its own scripts and styles along.
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string PagePolicy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Adds them to every answer; before whatever answers.</summary>
    /// <param name="app">The application.</param>
    /// <param name="pages">The path below which pages are served.</param>
    public static void UseSecurityHeaders(this WebApplication app, string pages) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var (response, isPage) = ((HttpResponse, bool))state;
            Set(response.Headers, "X-Content-Type-Options", "nosniff");
            Set(response.Headers, "X-Frame-Options", "DENY");
            Set(response.Headers, "Referrer-Policy", "no-referrer");
            Set(response.Headers, "Content-Security-Policy", isPage ? PagePolicy : DataPolicy);
            return Task.CompletedTask;
        }, (context.Response, context.Request.Path.StartsWithSegments(pages, StringComparison.OrdinalIgnoreCase)));
        return next(context);
    });

    // What the application sets itself counts.
    private static void Set(IHeaderDictionary headers, string name, string value)
    {
        if (!headers.ContainsKey(name))
        {
            headers[name] = value;
        }
    }
}
