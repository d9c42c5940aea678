using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Gateway.Cluster;
using Platform.Gateway.Errors;
using Platform.Gateway.Requests;

namespace Platform.Gateway.Users;

/// <summary><c>GET /users/{id}</c>.</summary>
internal static class GetUser
{
    public static async Task<Results<Ok<UserAnswer>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpContext context, GrainReads reads, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (PathId.Read(context, errors) is not { } userId)
        {
            return Problems.Invalid(errors);
        }

        return await reads.UserAsync(userId, cancellationToken) is { } user
            ? TypedResults.Ok(UserAnswer.Of(user))
            : Problems.NotFound("User", userId);
    }
}
