using System.Net.Http.Headers;

namespace Platform.Cli.Admin;

/// <summary>Who operates: from the environment, as other users of the machine can read command lines.</summary>
internal static class Credentials
{
    /// <summary>The variable with an API key that has the scope <c>admin</c>.</summary>
    public const string ApiKeyVariable = "PLATFORM_API_KEY";

    /// <summary>The variable with a bearer token that has the scope <c>admin</c>.</summary>
    public const string TokenVariable = "PLATFORM_TOKEN";

    /// <summary>Shows what there is with every request.</summary>
    public static void AddTo(HttpClient http)
    {
        if (Environment.GetEnvironmentVariable(ApiKeyVariable) is { Length: > 0 } key)
        {
            http.DefaultRequestHeaders.Add("X-Api-Key", key);
        }
        else if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }
}
