using System.Collections.Frozen;
using System.Security.Claims;

namespace Platform.Hosting;

/// <summary>Who calls: the subject of a token, or the service that has an API key.</summary>
/// <param name="Id">Who it is, unique among all: <c>sub:ada</c>, <c>key:billing</c>.</param>
/// <param name="Subject">The subject of a token; null for a service with an API key.</param>
/// <param name="Scopes">What the caller may do beyond what is its own.</param>
public sealed record Caller(string Id, string? Subject, IReadOnlySet<string> Scopes)
{
    internal const string SubjectClaim = "sub";
    internal const string KeyClaim = "api-key";

    // OAuth 2.0 (RFC 8693, 4.2), and the name that some providers have for it.
    private static readonly string[] ScopeClaims = ["scope", "scp"];

    /// <summary>Who made the request, or null where nobody is known.</summary>
    /// <param name="context">The request.</param>
    public static Caller? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User.Identity is { IsAuthenticated: true } ? Of(context.User) : null;
    }

    internal static Caller? Of(ClaimsPrincipal user)
    {
        var scopes = user.Claims.Where(claim => ScopeClaims.Contains(claim.Type, StringComparer.Ordinal)).SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal);
        return user.FindFirstValue(KeyClaim) is { } key ? new Caller($"key:{key}", Subject: null, scopes)
            : user.FindFirstValue(SubjectClaim) is { } subject ? new Caller($"sub:{subject}", subject, scopes)
            : null;
    }
}
