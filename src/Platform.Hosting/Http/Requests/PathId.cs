using Microsoft.AspNetCore.Http.Features;

namespace Platform.Hosting;

/// <summary>The entity id in a request's path.</summary>
public static class PathId
{
    /// <summary>The route parameter every route calls its id.</summary>
    public const string Name = "id";

    /// <summary>Reads the id; null when it is none, which is noted.</summary>
    public static string? Read(HttpContext context, FieldErrors errors)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var id = Unescape((string)context.GetRouteValue(Name)!, target);
        if (IdRules.Problem(id) is not { } problem)
        {
            return id;
        }

        errors.Add(Name, problem);
        return null;
    }

    /// <summary>Any segment of the path, as it was meant.</summary>
    public static string Text(HttpContext context, string name) =>
        Unescape((string)context.GetRouteValue(name)!, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    /// <summary>
    /// Undoes the percent-encoding of a route value. Servers decode the path except for <c>%2F</c>, so that the value can't tell
    /// an escaped slash from an escaped <c>%2F</c> (<c>%252F</c>); the request's own target can.
    /// </summary>
    public static string Unescape(string routeValue, string rawTarget)
    {
        if (!routeValue.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return routeValue;
        }

        var end = rawTarget.IndexOf('?');
        var path = end < 0 ? rawTarget : rawTarget[..end];
        var segment = path.Split('/').FirstOrDefault(raw => string.Equals(AsServed(raw), routeValue, StringComparison.Ordinal));
        return Uri.UnescapeDataString(segment ?? routeValue);
    }

    private static string AsServed(string raw) =>
        Uri.UnescapeDataString(raw.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal));
}
