using System.Net;
using System.Text;
using System.Text.Json;

namespace Shop.Gateway.Tests.Hosting;

internal static class HttpCalls
{
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient http, string path, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return http.SendAsync(request);
    }

    /// <summary>The answer's JSON; its status and type are as told, else the test fails with the answer's text.</summary>
    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> call, HttpStatusCode status = HttpStatusCode.OK, string type = "application/json")
    {
        using var response = await call;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"Expected {status}, got {response.StatusCode}: {text}");
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>The answer's problem.</summary>
    public static async Task<JsonElement> ProblemAsync(this Task<HttpResponseMessage> call, HttpStatusCode status)
    {
        var problem = await call.JsonAsync(status, "application/problem+json");
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("title").GetString()));
        return problem;
    }

    public static string[] NamesOf(this JsonElement value) => [.. value.EnumerateObject().Select(property => property.Name)];
}
