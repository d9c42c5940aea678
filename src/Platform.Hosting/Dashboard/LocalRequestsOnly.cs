using System.Net;

namespace Platform.Hosting.Dashboard;

/// <summary>Answers 403 to requests that were not made on this machine, also when a proxy on this machine hands them on.</summary>
internal sealed class LocalRequestsOnly(RequestDelegate next)
{
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    public Task InvokeAsync(HttpContext context) => IsLocal(context)
        ? next(context)
        : Results.Problem(
            statusCode: StatusCodes.Status403Forbidden,
            title: "Only from this machine",
            detail: "The dashboard has no authentication: outside Development it answers only requests made on its own machine. An SSH tunnel leads there.").ExecuteAsync(context);

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) && !ProxyHeaders.Any(context.Request.Headers.ContainsKey);
}
