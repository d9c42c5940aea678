using Microsoft.AspNetCore.Diagnostics;
using Texts;

namespace Platform.Hosting;

/// <summary>The one place where an exception becomes an answer and a log line. Thread-safe.</summary>
internal sealed partial class GatewayExceptionHandler(ILogger<GatewayExceptionHandler> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";
    private const int PathLengthMax = 500;

    private readonly ILogger _logger = logger;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Problems.Of(exception);
        Log(httpContext, exception, problem.Status!.Value);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await TypedResults.Problem(problem).ExecuteAsync(httpContext);
        return true;
    }

    private void Log(HttpContext context, Exception exception, int status)
    {
        // A path is decoded: it may hold line breaks and escapes of anybody's.
        var (method, path, reason) = (PlainText.Of(context.Request.Method), PlainText.Of(context.Request.Path.Value ?? "", PathLengthMax), PlainText.Of(exception.Message));
        switch (status)
        {
            case StatusCodes.Status500InternalServerError:
                LogFailure(method, path, exception);
                break;
            case StatusCodes.Status503ServiceUnavailable:
                LogUnavailable(method, path, reason, exception.InnerException is { } cause ? PlainText.Of(cause.Message) : null);
                break;
            default:
                LogRefusal(method, path, status, reason);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private partial void LogFailure(string method, string path, Exception exception);

    // An outage is no bug: without the stack trace, many requests a second stay readable.
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} failed with 503: {Reason} {Cause}")]
    private partial void LogUnavailable(string method, string path, string reason, string? cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} was rejected with {Status}: {Reason}")]
    private partial void LogRefusal(string method, string path, int status, string reason);
}
