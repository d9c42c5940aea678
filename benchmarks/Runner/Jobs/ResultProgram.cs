using System.Globalization;

namespace Benchmarks;

/// <summary>A program that does its work, prints <c>RESULT count seconds</c> lines, and ends.</summary>
internal static class ResultProgram
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs it until its first result; then ends it.</summary>
    /// <exception cref="BenchmarkException">It ended without a result.</exception>
    public static async Task<ProgramResult> RunAsync(Bench bench, string name, IReadOnlyList<string> command, CancellationToken stop)
    {
        var folder = bench.NewFolder("program");
        var before = ProcessorTimes.Read(bench, job: null);
        await using var process = await GuardedProcess.StartAsync(folder, command, stop: stop);
        var used = before;
        var peak = 0L;
        while (true)
        {
            var now = ProcessorTimes.Read(bench, process.ProcessId);
            if (now.Job > TimeSpan.Zero)
            {
                // Once it has ended there is nothing to read any more.
                used = now;
                peak = Math.Max(peak, ProcessTable.Memory(process.ProcessId).Peak);
            }

            if (Array.Find(process.Tail().Split('\n'), line => line.StartsWith("RESULT ", StringComparison.Ordinal)) is { } result)
            {
                var fields = result.Split(' ');
                return new ProgramResult(long.Parse(fields[1], CultureInfo.InvariantCulture), double.Parse(fields[2], CultureInfo.InvariantCulture), used - before, peak);
            }

            process.ThrowIfEnded(name);
            await Task.Delay(Pause, TimeProvider.System, stop);
        }
    }
}
