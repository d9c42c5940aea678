using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Platform.Hosting.Tests.Telemetry;

/// <summary>An OpenTelemetry collector for tests: keeps what comes over HTTP, by path.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _received = new(StringComparer.Ordinal);

    private Collector(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            // Names are UTF-8 within the protocol buffers.
            collector._received.AddOrUpdate(signal, _ => Text(body), (_, before) => before + Text(body));
            collector._received[$"{signal} key"] = request.Headers["x-key"].ToString();
            return Results.Ok();
        });
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>All that came for a signal.</summary>
    public string Of(string signal) => _received.GetValueOrDefault(signal, "");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Text(MemoryStream body) => System.Text.Encoding.UTF8.GetString(body.ToArray());
}
