using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Platform.Hosting;

/// <summary>
/// Reads a request's body as a JSON object in UTF-8. What can't be read is a <see cref="BadHttpRequestException"/> with the status
/// 400, 413 or 415 and a message for the caller. The size limit is the endpoint's, kept by the server.
/// </summary>
public static class BodyReader
{
    /// <summary>How deep a body may be nested.</summary>
    public const int DepthMax = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = DepthMax };

    /// <summary>The body, which must be there.</summary>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RequireJson(request);
        return Parse(await BytesAsync(request, cancellationToken));
    }

    /// <summary>The body, or null where the request has none.</summary>
    public static async Task<JsonDocument?> ReadOptionalAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Clients send a content type, often another one, along with an empty body: emptiness is decided first.
        var bytes = await BytesAsync(request, cancellationToken);
        if (bytes.Length == 0)
        {
            return null;
        }

        RequireJson(request);
        return Parse(bytes);
    }

    /// <summary>Parses bytes as a JSON object: valid UTF-8, no field twice, nested at most <see cref="DepthMax"/> deep.</summary>
    public static JsonDocument Parse(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            throw Bad("The body is empty; a JSON object is expected.");
        }

        if (!Utf8.IsValid(bytes))
        {
            throw Bad("The body is not valid UTF-8.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException exception)
        {
            throw Bad($"The body is not valid JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            throw Bad("The body is not valid JSON: a field's name is no valid Unicode text.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw Bad("The body must be a JSON object.");
    }

    private static void RequireJson(HttpRequest request)
    {
        var isUtf8 = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
        if (!isUtf8 || !request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be JSON in UTF-8: send Content-Type: application/json.", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private static async Task<byte[]> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, 64 * 1024));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    private static BadHttpRequestException Bad(string message) => new(message, StatusCodes.Status400BadRequest);
}
