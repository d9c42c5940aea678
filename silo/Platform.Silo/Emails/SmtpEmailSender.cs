using MailKit.Net.Smtp;
using MimeKit;
using Platform.Configuration;
using Platform.Grains.Notifications;

namespace Platform.Silo.Emails;

/// <summary>
/// Sends e-mails through an SMTP server, one after the other over one connection. What may succeed later is thrown; a
/// message that can never be sent, for want of an address or because the server refuses it for good, is logged and
/// dropped. Thread-safe.
/// </summary>
internal sealed partial class SmtpEmailSender(EmailSettings settings, IEmailAddresses addresses, TimeProvider time, ILogger<SmtpEmailSender> logger) : IEmailSender, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SmtpConnection _connection = new(settings, time);
    private readonly MailboxAddress _from = MailboxAddress.Parse(settings.From);
    private readonly ILogger _logger = logger;

    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        var address = await addresses.FindAsync(message.To, cancellationToken);
        if (address is null || !MailboxAddress.TryParse(address, out var to))
        {
            LogDropped(message.EventId, message.To, address is null ? "the user has no address" : "the user's address is none");
            return;
        }

        using var mail = Compose(message, to);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _connection.SendAsync(mail, cancellationToken);
        }
        catch (SmtpCommandException exception) when (IsFinal(exception))
        {
            LogDropped(message.EventId, message.To, $"the server said {(int)exception.StatusCode} {exception.Message}");
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _turn.Dispose();
    }

    // 5yz is final (RFC 5321 4.2.1) where it is about this recipient or this message. About the sender or the login it
    // is the configuration's fault: dropping would lose every message.
    private static bool IsFinal(SmtpCommandException exception) =>
        (int)exception.StatusCode >= 500 && exception.ErrorCode is (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted);

    private MimeMessage Compose(EmailMessage message, MailboxAddress to) => new()
    {
        From = { _from },
        To = { to },
        Date = time.GetUtcNow(),
        // The same for every repeat, so that receivers can drop it.
        MessageId = $"{Uri.EscapeDataString(message.EventId)}@{_from.Domain}",
        Subject = message.Subject,
        Body = new TextPart("plain") { Text = message.Text },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The e-mail {EventId} to {User} is dropped: {Reason}.")]
    private partial void LogDropped(string eventId, string user, string reason);
}
