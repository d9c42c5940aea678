namespace Shop.Silo.Emails;

/// <summary>Why an e-mail is dropped, as the metric says it.</summary>
internal static class DroppedEmail
{
    public const string NoAddress = "no-address";

    public const string BadAddress = "bad-address";

    public const string Refused = "refused";
}
