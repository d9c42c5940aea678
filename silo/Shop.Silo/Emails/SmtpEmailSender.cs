using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using Shop.Gateway.Settings;
using Shop.Grains.Notifications;

namespace Shop.Silo.Emails;

/// <summary>
/// Sends e-mails through an SMTP server, over a few connections at once. A message that can never be sent is logged,
/// counted and dropped: the server refuses it for good, or its user has no usable address, and where none is known not for
/// <see cref="EmailSettings.AddressWait"/> either. All else that goes wrong is <see cref="EmailNotSentException"/>. Thread-safe.
/// </summary>
internal sealed partial class SmtpEmailSender(
    EmailSettings settings, IEmailAddresses addresses, EmailMetrics metrics, TimeProvider time, ILogger<SmtpEmailSender> logger) : IEmailSender, IDisposable
{
    private readonly SmtpConnections _connections = new(settings, time);
    private readonly AddressWaits _waits = new(settings.AddressWait, time);
    private readonly MailboxAddress _from = MailboxAddress.Parse(settings.From);
    private readonly ILogger _logger = logger;

    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        if (await FindAddressAsync(message, cancellationToken) is not { } to)
        {
            return;
        }

        using var mail = Compose(message, to);
        try
        {
            await _connections.SendAsync(mail, cancellationToken);
        }
        catch (SmtpCommandException exception) when (IsFinal(exception))
        {
            Drop(message, DroppedEmail.Refused, $"the server said {(int)exception.StatusCode} {exception.Message}");
        }
        catch (NotSupportedException exception)
        {
            Drop(message, DroppedEmail.Refused, $"the server can't take it: {exception.Message}");
        }
        catch (Exception exception) when (IsOfTheConnection(exception))
        {
            throw new EmailNotSentException($"The mail server {settings.Host}:{settings.Port} did not take it: {exception.Message}", exception);
        }
    }

    public void Dispose() => _connections.Dispose();

    // 5yz is final (RFC 5321 4.2.1) where it is about this recipient or this message. About the sender or the login it
    // is the configuration's fault: dropping would lose every message.
    private static bool IsFinal(SmtpCommandException exception) =>
        (int)exception.StatusCode >= 500 && exception.ErrorCode is (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted);

    private static bool IsOfTheConnection(Exception exception) => exception is
        CommandException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException
        or IOException or SocketException or TimeoutException;

    private async Task<MailboxAddress?> FindAddressAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        var address = await addresses.FindAsync(message.To, cancellationToken);
        if (address is not null)
        {
            _waits.End(message.To);
            if (MailboxAddress.TryParse(address, out var to))
            {
                return to;
            }

            Drop(message, DroppedEmail.BadAddress, "the user's address is none");
            return null;
        }

        // Groups have no order between them: the registration may be on its way.
        if (!_waits.IsOver(message.To))
        {
            throw new EmailNotSentException($"User '{message.To}' has no address yet.");
        }

        Drop(message, DroppedEmail.NoAddress, $"the user has had no address for {settings.AddressWait}");
        return null;
    }

    private void Drop(EmailMessage message, string kind, string reason)
    {
        metrics.Dropped(kind);
        LogDropped(message.EventId, message.To, reason);
    }

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
