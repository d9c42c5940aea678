using System.CommandLine;
using System.CommandLine.Help;
using Platform.Cli.Admin;
using Platform.Cli.Commands;
using Platform.Cli.Output;
using Platform.Cli.Usage;

namespace Platform.Cli;

/// <summary>Parses the arguments, runs the command they name and returns an exit code.</summary>
internal sealed class CommandLine(IOutput output, TextWriter help, TextWriter error, TimeProvider time)
{
    // "@…" may begin a key, and "-ab" is no bundle of one-letter options: there are none.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var root = CreateRoot();
        var parsed = root.Parse(args, Parser);
        if (UsageErrors.Of(parsed) is { Count: > 0 } errors)
        {
            return await RejectAsync(errors, root, parsed.CommandResult.Command);
        }

        try
        {
            // The caller decides when to stop; exceptions become exit codes below.
            var invocation = new InvocationConfiguration { Output = help, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (ProblemException e)
        {
            return await FailAsync(e.Message);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // JSON, but not what the routes return.
            return await FailAsync($"The answer is not the platform's ({e.Message}). Is it the platform that --url names?");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await FailAsync("Stopped. A redrive that has begun continues without this program.");
        }
    }

    private RootCommand CreateRoot()
    {
        var url = new UrlOption();
        var root = new RootCommand("Operates the platform: lists, shows, redrives, reinjects and drops what could not be processed, resumes what stopped, and checks topics and settings.")
        {
            new DlqCommand(url, output, time),
            new PartitionsCommand(url, output),
            new TopicsCommand(output),
            new ConfigCommand(output),
            url,
        };
        var helpOption = root.Options.OfType<HelpOption>().Single();
        helpOption.Action = new HelpWithExamples((HelpAction)helpOption.Action!);
        helpOption.Description = "Show help.";
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";

        // Without the aliases "/h", "/?" and "-?", which would be among the completions of every command.
        helpOption.Aliases.Clear();
        helpOption.Aliases.Add("-h");
        return root;
    }

    private async Task<int> RejectAsync(IReadOnlyList<string> errors, RootCommand root, Command command)
    {
        foreach (var line in errors)
        {
            await error.WriteLineAsync(Printable.Text(line));
        }

        await error.WriteLineAsync();
        var path = command.Parents.Where(parent => parent is not RootCommand).Select(parent => parent.Name).Append(command.Name).Where(_ => command is not RootCommand);
        await root.Parse([.. path, "--help"]).InvokeAsync(new InvocationConfiguration { Output = error }, CancellationToken.None);
        return ExitCode.BadUsage;
    }

    private async Task<int> FailAsync(string message)
    {
        await error.WriteLineAsync(Printable.Text(message));
        return ExitCode.Failed;
    }
}
