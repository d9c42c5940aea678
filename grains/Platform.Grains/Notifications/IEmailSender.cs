namespace Platform.Grains.Notifications;

/// <summary>Sends e-mails. Thread-safe.</summary>
public interface IEmailSender
{
    /// <summary>
    /// Returns once the mail server has taken the message. Throwing means "not now": the message is tried again after a
    /// backoff, for ever; a message that can't ever be sent is the sender's to log and drop.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancelled when the delivery's time is up.</param>
    Task SendAsync(EmailMessage message, CancellationToken cancellationToken);
}
