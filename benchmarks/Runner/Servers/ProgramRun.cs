using System.Diagnostics;

namespace Benchmarks;

/// <summary>A program that runs to its end.</summary>
/// <param name="ExitCode">Its code.</param>
/// <param name="Output">What it wrote.</param>
internal sealed record ProgramRun(int ExitCode, string Output)
{
    public static async Task<ProgramRun> RunAsync(string folder, IReadOnlyList<string> command, CancellationToken stop)
    {
        var start = new ProcessStartInfo(command[0]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new BenchmarkException($"{command[0]} did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(stop);
            var errors = process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return new ProgramRun(process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
