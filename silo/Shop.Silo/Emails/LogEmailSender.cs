using Shop.Grains.Notifications;

namespace Shop.Silo.Emails;

/// <summary>Writes e-mails to the log. Thread-safe.</summary>
internal sealed partial class LogEmailSender(ILogger<LogEmailSender> logger) : IEmailSender
{
    private readonly ILogger _logger = logger;

    public Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LogEmail(message.To, message.Subject, message.Text, message.EventId);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "E-mail to {User}: {Subject} | {Text} ({EventId})")]
    private partial void LogEmail(string user, string subject, string text, string eventId);
}
