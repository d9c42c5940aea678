namespace Platform.Cli;

/// <summary>Takes the command line, runs its command and answers with an exit code.</summary>
internal static class CommandLine
{
    private const string DefaultUrl = "http://localhost:8080";
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var arguments = new Arguments(args);
            if (arguments.Has("--help"))
            {
                await output.WriteLineAsync(Usage.Text);
                return ExitCode.Done;
            }

            using var http = new HttpClient { BaseAddress = UrlIn(arguments), Timeout = AnswerTimeout };
            await RunAsync(arguments, new AdminClient(http), output, time, cancellationToken);
            return ExitCode.Done;
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync(e.Message);
            await error.WriteLineAsync();
            await error.WriteLineAsync(Usage.Text);
            return ExitCode.BadUsage;
        }
        catch (ProblemException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // JSON, but not what the routes answer.
            await error.WriteLineAsync($"The answer is not the platform's ({e.Message}). Is it the platform that --url names?");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped. A redrive that has begun goes on by itself.");
            return ExitCode.Failed;
        }
    }

    private static Task RunAsync(Arguments arguments, AdminClient client, TextWriter output, TimeProvider time, CancellationToken cancellationToken) => arguments.Words switch
    {
        ["dlq", "list"] => ListCommand.RunAsync(arguments, client, output, cancellationToken),
        ["dlq", "show", ..] => ShowCommand.RunAsync(arguments, [.. arguments.Words.Skip(2)], client, output, cancellationToken),
        ["dlq", "redrive", ..] => new RedriveCommand(client, output, time).RunAsync(arguments, [.. arguments.Words.Skip(2)], cancellationToken),
        ["dlq", "drop", ..] => DropCommand.RunAsync(arguments, [.. arguments.Words.Skip(2)], client, output, cancellationToken),
        [] => throw new UsageException("A command is missing."),
        _ => throw new UsageException($"There is no command {string.Join(' ', arguments.Words)}."),
    };

    private static Uri UrlIn(Arguments arguments)
    {
        var url = arguments.Option("--url") ?? DefaultUrl;
        return Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri
            : throw new UsageException($"--url is '{url}'; it must be for example {DefaultUrl}.");
    }
}
