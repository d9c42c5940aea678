using System.CommandLine;
using Platform.Cli.Admin;

namespace Platform.Cli.Commands;

/// <summary>A command that calls the platform's admin routes.</summary>
internal abstract class OperatorCommand : ExampleCommand
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(5);
    private readonly Option<Uri> _url;

    protected OperatorCommand(string name, string description, Option<Uri> url, params string[] examples)
        : base(name, description, examples)
    {
        _url = url;
        SetAction(ConnectAndRunAsync);
    }

    /// <summary>Does what the command is for.</summary>
    /// <exception cref="ProblemException">The platform rejected it, or could not be reached.</exception>
    protected abstract Task RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken);

    private async Task ConnectAndRunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = parsed.GetRequiredValue(_url), Timeout = AnswerTimeout };
        Credentials.AddTo(http);
        await RunAsync(parsed, new AdminClient(http), cancellationToken);
    }
}
