using Platform.Events;

namespace Meters;

/// <summary>meter.installed 1.0</summary>
public sealed record MeterInstalled(string MeterId, string Address);

/// <summary>meter.reading 2.0: what was used since the reading before.</summary>
public sealed record MeterReading(string MeterId, Energy Energy, DateTimeOffset At);

public sealed record Energy(decimal Value, string Unit);

/// <summary>meter.reading 1.0</summary>
public sealed record MeterReadingV1(string MeterId, decimal KWh, DateTimeOffset At);

/// <summary>meter.alert 1.0: a day's total has passed the limit.</summary>
public sealed record MeterAlert(string MeterId, DateOnly Day, decimal Total);

public static class MeterEvents
{
    public static void Declare(EventCatalogBuilder events) => events
        .Topic("meters.installed").Carries<MeterInstalled>("meter.installed", installed => installed.MeterId)
        .Topic("meters.readings").Carries<MeterReading>("meter.reading", reading => reading.MeterId, type => type
            .Version<MeterReadingV1>(1, old => new MeterReading(old.MeterId, new Energy(old.KWh, "kWh"), old.At))
            .Version(2)
            .OccurredAt(reading => reading.At))
        .Topic("meters.alerts").Carries<MeterAlert>("meter.alert", alert => alert.MeterId);
}
