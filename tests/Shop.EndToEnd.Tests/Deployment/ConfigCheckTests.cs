using System.Diagnostics;
using Shop.EndToEnd.Tests.Support;
using Shop.Silo.Tests.Deployment;

namespace Shop.EndToEnd.Tests.Deployment;

/// <summary><c>platform config check</c>: the programs' own checks, offline.</summary>
public sealed class ConfigCheckTests
{
    [Theory]
    [InlineData("silo-1")]
    [InlineData("gateway")]
    public async Task Check_OfTheComposeFilesSettings_FindsNothing(string service)
    {
        var (code, text) = await CheckAsync(service, ComposeFile.Load("docker-compose.yml").Environment(service));

        Assert.Equal((0, "The settings are right."), (code, text));
    }

    [Fact]
    public async Task Check_OfWrongSettings_SaysAllThatIsWrong_AndStartsNothing()
    {
        var (code, text) = await CheckAsync("silo-1", new Dictionary<string, string>(ComposeFile.Load("docker-compose.yml").Environment("silo-1"), StringComparer.Ordinal)
        {
            ["Platform__Kafka__BootstrapServer"] = "misspelt:9092",
            ["Platform__Groups__orders__DrainTimeout"] = "5",
            ["Platform__Email__Security"] = "Ssl",
            ["Platform__Topics__File"] = "no-such-file.yaml",
        });

        Assert.Equal(1, code);
        Assert.All(["BootstrapServer", "DrainTimeout", "Email:Security"], setting => Assert.Contains(setting, text, StringComparison.Ordinal));
    }

    private static async Task<(int ExitCode, string Text)> CheckAsync(string service, IReadOnlyDictionary<string, string> environment)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder.PathOf("production.env"), ["# A deployment.", "", .. environment.Select(variable => $"{variable.Key}={variable.Value}")]);
        var start = new ProcessStartInfo("dotnet", [Programs.Cli, "config", "check", service == "gateway" ? Programs.Gateway : Programs.Silo, "--env-file", folder.PathOf("production.env")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Platform__Kafka__ClientIdd"] = "of this shell, not of the deployment";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, (output + await errors).Trim());
    }
}
