using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Shop.Gateway.Settings;
using Shop.Grains.Notifications;

namespace Shop.Silo.Emails;

/// <summary>
/// One connection to the SMTP server, kept open between messages and recreated when it was idle for long, as servers close
/// idle ones, or has failed. One message at a time: owned by the message that took it from <see cref="SmtpConnections"/>.
/// </summary>
internal sealed class SmtpConnection(EmailSettings settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(10);

    private SmtpClient? _client;
    private long _lastUsed;

    /// <summary>Returns once the server has taken the message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up; the server may still have taken it.</param>
    /// <exception cref="EmailNotSentException">There is no connection, whatever the reason: no message is at fault for that.</exception>
    /// <exception cref="SmtpCommandException">The server refused this message.</exception>
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var client = await OpenAsync(cancellationToken);
        try
        {
            await client.SendAsync(message, cancellationToken);
            _lastUsed = time.GetTimestamp();
        }
        catch
        {
            // The state of the conversation is unknown.
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<SmtpClient> OpenAsync(CancellationToken cancellationToken)
    {
        if (_client is { IsConnected: true } open && time.GetElapsedTime(_lastUsed) < IdleMax)
        {
            return open;
        }

        Dispose();
        var client = new SmtpClient { Timeout = (int)CommandTimeout.TotalMilliseconds };
        try
        {
            // The settings' rules see to it that there is a host, and a password where there is a user.
            await client.ConnectAsync(settings.Host!, settings.Port, SecurityOf(settings.Security), cancellationToken);
            if (settings.Username is not null)
            {
                await client.AuthenticateAsync(settings.Username, settings.Password!, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Refused logins, certificates that are not trusted, servers without encryption: MailKit has many exceptions for it.
            client.Dispose();
            throw new EmailNotSentException($"There is no connection to the mail server {settings.Host}:{settings.Port}: {exception.Message}", exception);
        }
        catch
        {
            client.Dispose();
            throw;
        }

        return _client = client;
    }

    private static SecureSocketOptions SecurityOf(EmailSecurity security) => security switch
    {
        EmailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        EmailSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
