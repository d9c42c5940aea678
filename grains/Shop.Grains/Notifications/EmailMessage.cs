namespace Shop.Grains.Notifications;

/// <summary>An e-mail to a user.</summary>
/// <param name="To">The user's id; the sender knows the address.</param>
/// <param name="Subject">The subject: one line.</param>
/// <param name="Text">The plain text.</param>
/// <param name="EventId">The id of the event that asked for it. The same e-mail may be sent twice, under the same id; put it into the message so that receivers can drop the repeat.</param>
public sealed record EmailMessage(string To, string Subject, string Text, string EventId);
