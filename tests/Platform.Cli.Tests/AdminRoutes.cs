using System.Net;
using System.Text;

namespace Platform.Cli.Tests;

/// <summary>The platform's end of the wire: answers each request by a script and remembers it. On loopback.</summary>
internal sealed class AdminRoutes : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, int, (int Status, string Json)> _answer;
    private readonly Task _serving;

    public AdminRoutes(Func<string, int, (int Status, string Json)> answer)
    {
        _answer = answer;
        Url = $"http://127.0.0.1:{FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    public List<string> Requests { get; } = [];

    public List<string?> ApiKeys { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var request = $"{context.Request.HttpMethod} {context.Request.RawUrl} {await reader.ReadToEndAsync()}".TrimEnd();
            var (status, json) = _answer(request, Requests.Count);
            Requests.Add(request);
            ApiKeys.Add(context.Request.Headers["X-Api-Key"]);
            context.Response.StatusCode = status;
            context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(json));
            context.Response.Close();
        }
    }
}
