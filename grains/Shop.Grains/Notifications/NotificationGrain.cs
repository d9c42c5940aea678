using Orleans.Placement;
using Platform.Events;
using Platform.Processing;

namespace Shop.Grains.Notifications;

/// <summary>
/// Sends one user's notifications: sends, then marks. A crash between the two sends again; a sender that fails is tried
/// again, and what was sent before it in the same batch is not.
/// </summary>
/// <param name="processing">What processing needs.</param>
/// <param name="sender">Sends the e-mails.</param>
[PreferLocalPlacement]
internal sealed class NotificationGrain(EventProcessing processing, IEmailSender sender)
    : EventProcessorGrain<NotificationState>(
        NotificationTransitions.Kind,
        NotificationTransitions.Apply,
        processing,
        (@event, cancellationToken) => Send(sender, @event, cancellationToken)), INotificationGrain
{
    private static Task Send(IEmailSender sender, Event @event, CancellationToken cancellationToken) =>
        NotificationTransitions.EmailOf(@event) is { } message ? sender.SendAsync(message, cancellationToken) : Task.CompletedTask;
}
