using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting.Auth;

namespace Platform.Hosting;

/// <summary>What routes say of who may use them. Where callers need not show who they are, all of it allows everything.</summary>
public static class CallerExtensions
{
    /// <summary>Lets in who has the scope. A route that says nothing lets in everyone who showed who he is.</summary>
    /// <typeparam name="TBuilder">The route's builder.</typeparam>
    /// <param name="route">The route.</param>
    /// <param name="scope">The scope.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder route, string scope)
        where TBuilder : IEndpointConventionBuilder => route.Require(new ScopeRequirement([scope], IsForOperators: false));

    /// <summary>Whether the caller has a scope.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scope">The scope.</param>
    public static bool HasScope(this HttpContext context, string scope) => Rules(context).Has(context, scope);

    /// <summary>Whether the caller may do something with what belongs to a subject: it is the caller's own, or the caller has the scope.</summary>
    /// <param name="context">The request.</param>
    /// <param name="subject">To whom it belongs.</param>
    /// <param name="scope">What lets others do it.</param>
    public static bool MayActFor(this HttpContext context, string subject, string scope) => Rules(context).MayActFor(context, subject, scope);

    /// <summary>403: the caller may not do this.</summary>
    /// <param name="detail">What would be right.</param>
    public static ProblemHttpResult Forbidden(string detail) =>
        TypedResults.Problem(statusCode: StatusCodes.Status403Forbidden, title: "Not allowed", detail: detail);

    internal static TBuilder RequireOperator<TBuilder>(this TBuilder route, params string[] scopes)
        where TBuilder : IEndpointConventionBuilder => route.Require(new ScopeRequirement(scopes, IsForOperators: true)).WithMetadata(OperatorRoute.Only);

    internal static CallerRules Rules(HttpContext context) => context.RequestServices.GetRequiredService<CallerRules>();

    private static TBuilder Require<TBuilder>(this TBuilder route, ScopeRequirement requirement)
        where TBuilder : IEndpointConventionBuilder => route.RequireAuthorization(new AuthorizationPolicyBuilder().AddRequirements(requirement).Build());
}
