using System.Diagnostics.Metrics;

namespace Shop.Silo.Emails;

/// <summary>What the e-mail sender counts. Thread-safe.</summary>
internal sealed class EmailMetrics(IMeterFactory meters)
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Platform.Emails";

    private readonly Counter<long> _dropped =
        meters.Create(MeterName).CreateCounter<long>("platform.emails.dropped", "{email}", "E-mails that can never be sent, by reason.");

    /// <summary>Counts an e-mail that is given up.</summary>
    /// <param name="reason">One of <see cref="DroppedEmail"/>.</param>
    public void Dropped(string reason) => _dropped.Add(1, KeyValuePair.Create<string, object?>("reason", reason));
}
