using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Cli.Admin;

/// <summary>Calls the platform's admin routes.</summary>
internal sealed class AdminClient(HttpClient http)
{
    /// <exception cref="ProblemException">The platform answered with a problem, or not at all.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <inheritdoc cref="GetAsync"/>
    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancellationToken) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) }, cancellationToken);

    /// <summary>What is there, or null for 404.</summary>
    /// <exception cref="ProblemException">The platform answered with another problem, or not at all.</exception>
    public async Task<JsonElement?> FindAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await CallAsync(request, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }

        return await ReadAsync(response, cancellationToken);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var response = await CallAsync(request, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ProblemException($"{http.BaseAddress} can't be reached: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProblemException($"{http.BaseAddress} did not answer within {http.Timeout}.");
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        JsonElement? json = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            json = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // No JSON: whatever answered is not the platform; the status says more.
        }

        if (response.IsSuccessStatusCode && json is { } answer)
        {
            return answer;
        }

        if (response.StatusCode is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden)
        {
            throw new ProblemException($"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}: it takes the scope admin. Set {Credentials.ApiKeyVariable} or {Credentials.TokenVariable}.");
        }

        throw new ProblemException(json is { ValueKind: JsonValueKind.Object } problem
            ? ProblemText.Of(problem, (int)response.StatusCode)
            : $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase}. Is it the platform, and are its admin routes open (Platform:Admin:Enabled)?");
    }
}
