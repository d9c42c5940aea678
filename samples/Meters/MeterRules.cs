using System.Collections.Immutable;
using Platform.Events;
using Platform.Processing;

namespace Meters;

[GenerateSerializer, Immutable, Alias("meters.state")]
public sealed record MeterState(string Address, decimal LastReading, ImmutableSortedDictionary<DateOnly, decimal> Totals);

public static class MeterRules
{
    public const decimal DailyLimit = 10;
    private const int DaysMax = 31;

    public static Effect<MeterState> Apply(MeterState? meter, Event @event) => (meter, @event.Payload) switch
    {
        (null, MeterInstalled installed) => Effect.Change(new MeterState(installed.Address, 0, ImmutableSortedDictionary<DateOnly, decimal>.Empty)),
        (_, MeterInstalled) => Effect.Ignore<MeterState>("installed-before"),
        (null, MeterReading) => Effect.Defer<MeterState>("meters.installed"),
        (_, MeterReading reading) => Add(meter, reading),
        _ => throw new EventRejectedException("unexpected-event", $"A meter takes no {@event.Type}."),
    };

    private static Effect<MeterState> Add(MeterState meter, MeterReading reading)
    {
        var day = DateOnly.FromDateTime(reading.At.UtcDateTime);
        var (before, used) = (meter.Totals.GetValueOrDefault(day), KilowattHours(reading.Energy));
        var totals = meter.Totals.SetItem(day, before + used);
        var changed = meter with { LastReading = used, Totals = totals.RemoveRange(totals.Keys.SkipLast(DaysMax)) };
        return before <= DailyLimit && before + used > DailyLimit
            ? Effect.Change(changed).Publish(new MeterAlert(reading.MeterId, day, before + used))
            : Effect.Change(changed);
    }

    private static decimal KilowattHours(Energy energy) => energy.Unit switch
    {
        "kWh" => energy.Value,
        "Wh" => energy.Value / 1_000,
        _ => throw new EventRejectedException("unknown-unit", $"Energy is measured in kWh or Wh, not in {energy.Unit}."),
    };
}
