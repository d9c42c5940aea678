using Platform.Configuration;

namespace Platform.Hosting.Auth;

/// <summary>Who may do what. Where callers need not show who they are, anyone may do everything. Thread-safe.</summary>
internal sealed class CallerRules(PlatformSettings settings)
{
    /// <summary>Whether callers need not show who they are.</summary>
    public bool IsOpen => !settings.Auth.IsRequired;

    /// <summary>Whether the caller has one of the scopes.</summary>
    public bool Has(HttpContext context, params ReadOnlySpan<string> scopes)
    {
        if (IsOpen)
        {
            return true;
        }

        var caller = Caller.Of(context);
        foreach (var scope in scopes)
        {
            if (caller?.Scopes.Contains(scope) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the caller is the subject, or has the scope.</summary>
    public bool MayActFor(HttpContext context, string subject, string scope) =>
        Has(context, scope) || string.Equals(Caller.Of(context)?.Subject, subject, StringComparison.Ordinal);

    /// <summary>Whether a request is an operator's: where they have an address of their own, it came in there; else its caller has one of the scopes.</summary>
    public bool MayOperate(HttpContext context, params ReadOnlySpan<string> scopes) =>
        settings.Management.Url is null ? Has(context, scopes) : IsAtManagementAddress(context);

    /// <summary>Whether a request came in at the operators' address. By the port it came in at: what a request says of itself, anyone can say.</summary>
    public bool IsAtManagementAddress(HttpContext context) => settings.Management.Url is { } url && context.Connection.LocalPort == url.Port;
}
