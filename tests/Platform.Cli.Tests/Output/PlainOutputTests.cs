using System.Diagnostics;

namespace Platform.Cli.Tests.Output;

public sealed class PlainOutputTests
{
    private static readonly string LongError = new('e', 500);

    [Fact]
    public async Task Program_WhoseOutputIsNoTerminal_WritesLinesWithoutFramesAndInFull()
    {
        await using var routes = new AdminRoutes((_, _) => (200, Page(LongError)));
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, "dlq", "list", "--url", routes.Url]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(
            ["ENTITY  PARKED  OUTPUTS  SINCE  STATE  ERROR", $"meter/1  3  0  2026-01-01T00:00:00Z  stopped  told-so: {LongError}"],
            output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Row_WithControlCharacters_IsOneLineWithoutThem()
    {
        await using var routes = new AdminRoutes((_, _) => (200, Page("""first\nsecond \u001b[31mred""")));

        var run = await Run.OfAsync("dlq", "list", "--url", routes.Url);

        Assert.EndsWith("""told-so: first\u000asecond \u001b[31mred""", run.Output.TrimEnd(), StringComparison.Ordinal);
    }

    private static string Page(string error) =>
        $$"""{"entities":[{"grain":"meter","key":"1","since":"2026-01-01T00:00:00Z","waiting":3,"isRedriving":false,"errorType":"told-so","error":"{{error}}"}],"next":null}""";
}
