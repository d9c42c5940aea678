namespace Shop.Grains.Notifications;

/// <summary>Sends e-mails. Thread-safe.</summary>
public interface IEmailSender
{
    /// <summary>
    /// Returns once the mail server has taken the message. A message that can't ever be sent is the sender's to log, count and drop.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the delivery's time is up.</param>
    /// <exception cref="EmailNotSentException">Not now, whatever the reason: the message is tried again after a backoff, for ever. Any other exception is judged as a handler's.</exception>
    Task SendAsync(EmailMessage message, CancellationToken cancellationToken);
}
