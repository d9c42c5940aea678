using System.Diagnostics.Metrics;

namespace Platform.Metrics;

/// <summary>
/// The Prometheus name of an instrument: dots and hyphens become underscores, seconds and bytes become a suffix, and what
/// only grows ends in <c>_total</c> (https://prometheus.io/docs/practices/naming/).
/// </summary>
internal static class MetricName
{
    public static string Of(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_') + UnitSuffix(instrument.Unit);
        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static bool IsCounter(Instrument instrument) =>
        instrument.GetType().GetGenericTypeDefinition() is var kind && (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>));

    private static string UnitSuffix(string? unit) => unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    };
}
