using Microsoft.AspNetCore.Builder;
using Platform.Hosting;

namespace Shop.Gateway.Tests.Hosting;

/// <summary>The gateway's program in the test's process, from its start to its end.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Task<int> _program;

    private RunningGateway(WebApplication app, Task<int> program)
    {
        (_app, _program) = (app, program);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Http { get; }

    /// <summary>Runs it, on a port of the system's choice; returns once it listens.</summary>
    public static async Task<RunningGateway> StartAsync(Action<PlatformBuilder> configure, params string[] args)
    {
        var started = new TaskCompletionSource<WebApplication>(TaskCreationOptions.RunContinuationsAsynchronously);
        var program = PlatformApplication.RunGatewayAsync(["--urls", "http://127.0.0.1:0", .. args], platform =>
        {
            platform.DeclareShop();
            platform.Map(app => app.Lifetime.ApplicationStarted.Register(() => started.SetResult(app)));
            configure(platform);
        });
        if (await Task.WhenAny(started.Task, program) == program)
        {
            Assert.Fail($"The gateway ended at its start with the exit code {await program}.");
        }

        return new RunningGateway(await started.Task, program);
    }

    /// <summary>Stops it, as Ctrl-C does.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        _app.Lifetime.StopApplication();
        return _program;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_program.IsCompleted)
        {
            await StopAsync();
        }
    }
}
