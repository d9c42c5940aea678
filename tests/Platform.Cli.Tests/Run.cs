using Platform.Cli.Output;

namespace Platform.Cli.Tests;

/// <summary>A run of the command line whose output is no terminal.</summary>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    public static async Task<Run> OfAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new CommandLine(new PlainOutput(output), output, error, TimeProvider.System).RunAsync(args, CancellationToken.None);
        return new Run(exitCode, output.ToString(), error.ToString());
    }
}
