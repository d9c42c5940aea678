using System.Collections.Concurrent;
using MimeKit;
using Shop.Gateway.Settings;
using Shop.Grains.Notifications;

namespace Shop.Silo.Emails;

/// <summary>A few connections to the SMTP server: the one that was used last is used first, and a further one is made when all are busy. Thread-safe.</summary>
internal sealed class SmtpConnections(EmailSettings settings, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(settings.ConnectionsMax);
    private readonly ConcurrentStack<SmtpConnection> _idle = new();

    /// <summary>Returns once the server has taken the message; see <see cref="SmtpConnection.SendAsync"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EmailNotSentException">There is no connection.</exception>
    public async Task SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        var connection = _idle.TryPop(out var idle) ? idle : new SmtpConnection(settings, time);
        try
        {
            await connection.SendAsync(message, cancellationToken);
        }
        finally
        {
            _idle.Push(connection);
            _turns.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }

        _turns.Dispose();
    }
}
