using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.Hosting.Dashboard;

namespace Platform.Hosting.Tests.Dashboard;

public sealed class LocalRequestsOnlyTests
{
    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("::1", null, true)]
    [InlineData("::ffff:127.0.0.1", null, true)]
    [InlineData("192.0.2.7", null, false)]
    [InlineData(null, null, false)]
    [InlineData("127.0.0.1", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "Forwarded", false)]
    public async Task Request_ByWhereItComesFrom_IsLetThrough(string? remote, string? header, bool passes)
    {
        var passed = false;
        var gate = new LocalRequestsOnly(_ =>
        {
            passed = true;
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext { RequestServices = new EmptyServices() };
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        if (header is not null)
        {
            context.Request.Headers[header] = "192.0.2.7";
        }

        await gate.InvokeAsync(context);

        Assert.Equal(passes, passed);
        Assert.Equal(passes ? 200 : 403, context.Response.StatusCode);
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(Microsoft.Extensions.Logging.ILoggerFactory) ? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance : null;
    }
}
