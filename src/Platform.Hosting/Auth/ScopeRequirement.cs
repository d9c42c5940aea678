using Microsoft.AspNetCore.Authorization;

namespace Platform.Hosting.Auth;

/// <summary>The caller has one of the scopes; of operators' routes, or the request came in at the operators' address.</summary>
/// <param name="Scopes">The scopes.</param>
/// <param name="IsForOperators">Whether it is a route of operators'.</param>
internal sealed record ScopeRequirement(string[] Scopes, bool IsForOperators) : IAuthorizationRequirement;
