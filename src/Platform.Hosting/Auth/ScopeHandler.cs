using Microsoft.AspNetCore.Authorization;

namespace Platform.Hosting.Auth;

/// <summary>Decides on <see cref="ScopeRequirement"/>. Thread-safe.</summary>
internal sealed class ScopeHandler(CallerRules rules) : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.Resource is HttpContext request
            && (requirement.IsForOperators ? rules.MayOperate(request, requirement.Scopes) : rules.Has(request, requirement.Scopes)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
