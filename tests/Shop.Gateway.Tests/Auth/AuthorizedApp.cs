using System.Net.Http.Headers;
using System.Text;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Auth;

/// <summary>A gateway whose callers show tokens of a provider, with operators' routes.</summary>
internal sealed class AuthorizedApp : IAsyncDisposable
{
    private readonly IdentityProvider _provider;

    private AuthorizedApp(IdentityProvider provider, GatewayApp gateway) => (_provider, Gateway) = (provider, gateway);

    public GatewayApp Gateway { get; }

    public static async Task<AuthorizedApp> StartAsync(ClusterFixture cluster, params string[] settings)
    {
        var provider = await IdentityProvider.StartAsync();
        return new AuthorizedApp(provider, await GatewayApp.StartAsync(cluster, settings: [.. provider.Settings, "--Platform:Admin:Enabled=true", .. settings]));
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string subject, string? scope = null, string? body = null, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _provider.Token(subject, scope));
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return Gateway.Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }
}
