using Platform.Events;
using Platform.Processing;

namespace Platform.Hosting.Tests.Meters;

/// <summary>A meter's rules: a reading above 100 is an alert.</summary>
internal static class MeterTransitions
{
    /// <summary>Meters whose id begins so take readings below nothing: their rules were mended.</summary>
    public static string? Mended { get; set; }

    public static Effect<MeterState> Apply(MeterState? state, Event @event)
    {
        var before = state ?? new MeterState(0, 0);
        return @event.Payload switch
        {
            MeterReading { Value: < 0 } reading when Mended is null || !reading.MeterId.StartsWith(Mended, StringComparison.Ordinal) => throw new EventRejectedException("negative-reading", "A meter never reads less than nothing."),
            MeterReading reading => Effect.Change(before with { Total = before.Total + reading.Value }, [.. reading.Value > 100 ? [Output.Of(new MeterAlert(reading.MeterId, reading.Value))] : Array.Empty<Output>()]),
            _ => Effect.Change(before with { Alerts = before.Alerts + 1 }),
        };
    }
}
