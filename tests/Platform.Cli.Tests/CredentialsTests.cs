using Platform.Cli.Admin;

namespace Platform.Cli.Tests;

public sealed class CredentialsTests : IDisposable
{
    public CredentialsTests() => Environment.SetEnvironmentVariable(Credentials.ApiKeyVariable, "the-key");

    public void Dispose() => Environment.SetEnvironmentVariable(Credentials.ApiKeyVariable, null);

    [Fact]
    public async Task Command_WhenTheEnvironmentHasAnApiKey_ShowsIt()
    {
        await using var routes = new AdminRoutes((_, _) => (200, """{"entities":[],"next":null}"""));

        var run = await Run.OfAsync("dlq", "list", "--url", routes.Url);

        Assert.Equal((0, "the-key"), (run.ExitCode, Assert.Single(routes.ApiKeys)));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Command_WhenItIsNotAllowed_SaysWhatItTakes(int status)
    {
        await using var routes = new AdminRoutes((_, _) => (status, "{}"));

        var run = await Run.OfAsync("dlq", "list", "--url", routes.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("PLATFORM_API_KEY", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the-key", run.Error, StringComparison.Ordinal);
    }
}
