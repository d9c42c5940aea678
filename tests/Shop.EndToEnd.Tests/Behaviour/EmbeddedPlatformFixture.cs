using System.Text.RegularExpressions;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Behaviour;

/// <summary>One silo with its embedded broker, whose address it prints at start.</summary>
public sealed partial class EmbeddedPlatformFixture : IAsyncLifetime
{
    internal RunningPlatform Running { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var platform = new PlatformUnderTest(bootstrapServers: null);
        await platform.StartAsync();
        await platform.Process.AwaitBannerAsync();
        var address = Address().Match(platform.Process.Output);
        Assert.True(address.Success, $"The embedded broker's address is not printed:\n{platform.Process.Output}");
        Running = new RunningPlatform(platform, address.Groups["address"].Value);
    }

    public Task DisposeAsync() => Running.DisposeAsync().AsTask();

    [GeneratedRegex(@"embedded[^\n]*?(?<address>(127\.0\.0\.1|localhost):\d+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
