using System.CommandLine;
using System.Diagnostics;
using Platform.Cli.Admin;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary><c>config check</c>: has the program itself check its settings. Only it knows its groups, topics and sections.</summary>
internal sealed class ConfigCheckCommand : ExampleCommand
{
    private const string SectionPrefix = "Platform__";

    private readonly Argument<string> _program = new("program") { Description = "The program: a .dll of dotnet, or what a published build is started by." };
    private readonly Option<string[]> _files = new("--env-file") { Description = "A file with lines NAME=value, as of containers. May be given several times; the last one counts.", HelpName = "file" };
    private readonly IOutput _output;

    public ConfigCheckCommand(IOutput output)
        : base(
            "check",
            "Checks the settings of a program by its own rules, without a broker or a database; all that is wrong at once.",
            "platform config check Meters.dll --env-file production.env")
    {
        _output = output;
        Arguments.Add(_program);
        Options.Add(_files);
        SetAction(CheckAsync);
    }

    private async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var process = Process.Start(StartOf(Path.GetFullPath(parsed.GetRequiredValue(_program)), parsed.GetValue(_files) ?? []))!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new ProblemException((await errors).TrimEnd());
        }

        await _output.WriteLineAsync(text.TrimEnd());
        return ExitCode.Done;
    }

    private static ProcessStartInfo StartOf(string program, string[] files)
    {
        string[] command = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? ["dotnet", program, "--check-settings"] : [program, "--check-settings"];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (!File.Exists(program))
        {
            throw new ProblemException($"{program} is not there.");
        }

        if (files.Length > 0)
        {
            // What is deployed is what the files say, whatever is set here.
            foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(SectionPrefix, StringComparison.OrdinalIgnoreCase)).ToList())
            {
                start.Environment.Remove(name);
            }
        }

        foreach (var (name, value) in files.SelectMany(Read))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static IEnumerable<(string Name, string Value)> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new ProblemException($"{file} is not there.");
        }

        // As containers read it: no quotes, no expansion.
        foreach (var line in File.ReadLines(file).Select(line => line.TrimStart()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var end = line.IndexOf('=', StringComparison.Ordinal);
            yield return end > 0 ? (line[..end], line[(end + 1)..]) : throw new ProblemException($"{file} has a line that is no NAME=value.");
        }
    }
}
