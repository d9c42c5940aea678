using System.Diagnostics;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Behaviour;

[Trait("Needs", "RealParts")]
public sealed class RealPlatformTests(RealPlatformFixture fixture) : PlatformBehaviour, IClassFixture<RealPlatformFixture>
{
    private static readonly string? Kcat = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "kcat")).FirstOrDefault(File.Exists);

    private protected override RunningPlatform Running => fixture.Running;

    [SkippableFact]
    public async Task Event_PublishedByKcat_IsApplied()
    {
        Skip.If(Kcat is null, "kcat is not installed.");
        var order = $"kcat-{Guid.NewGuid():N}";

        using var kcat = Process.Start(new ProcessStartInfo(Kcat, ["-P", "-b", Running.BootstrapServers, "-t", "orders.created", "-k", order, "-H", "event-type=order.created"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        })!;
        await kcat.StandardInput.WriteAsync($$"""{"orderId":"{{order}}","userId":"kcat","amount":12.50}""");
        kcat.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await kcat.WaitForExitAsync(limit.Token);

        Assert.Equal(0, kcat.ExitCode);
        await Running.AwaitOrderAsync(order, "\"pending\" 12.50 0 1");
    }
}
