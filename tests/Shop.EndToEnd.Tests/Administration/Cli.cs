using System.Diagnostics;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Administration;

/// <summary>The command <c>platform</c>, run as an operator does.</summary>
internal sealed record Cli(int ExitCode, string Output, string Error)
{
    /// <summary>Runs it against a platform, bounded.</summary>
    public static async Task<Cli> RunAsync(PlatformUnderTest platform, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Programs.Cli, .. args, "--url", platform.Http.BaseAddress!.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return new Cli(process.ExitCode, await output, await error);
    }

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
