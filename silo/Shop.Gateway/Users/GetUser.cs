using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Hosting;

namespace Shop.Gateway.Users;

/// <summary><c>GET /users/{id}</c>.</summary>
internal static class GetUser
{
    public static async Task<Results<Ok<UserResponse>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpContext context, GrainReads reads, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (PathId.Read(context, errors) is not { } userId)
        {
            return Problems.Invalid(errors);
        }

        if (!context.MayActFor(userId, ShopScopes.ReadUsers))
        {
            return CallerExtensions.Forbidden($"Another user's profile takes the scope {ShopScopes.ReadUsers}.");
        }

        return await reads.UserAsync(userId, cancellationToken) is { } user
            ? TypedResults.Ok(UserResponse.Of(user))
            : Problems.NotFound("User", userId);
    }
}
