using System.Text.Json;

namespace Platform.Cli.Admin;

/// <summary>A problem (RFC 9457) as text: title, detail, and what is wrong with each field.</summary>
internal static class ProblemText
{
    public static string Of(JsonElement problem, int status)
    {
        var parts = new List<string> { $"{status} {Text(problem, "title") ?? "Error"}" };
        if (Text(problem, "detail") is { } detail)
        {
            parts.Add(detail);
        }

        if (status == 404 && parts.Count == 1)
        {
            parts.Add("The admin routes may be closed: Platform:Admin:Enabled opens them.");
        }

        if (problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object)
        {
            parts.AddRange(errors.EnumerateObject().Select(field => $"{field.Name}: {string.Join(' ', field.Value.EnumerateArray().Select(error => error.ToString()))}"));
        }

        return string.Join(Environment.NewLine, parts);
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
