using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

public sealed class ProcessingMetricsTests
{
    [Fact]
    public void Batch_WhenCounted_ShowsWhatBecameOfItsEvents()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new ProcessingMetrics(services.GetRequiredService<IMeterFactory>());
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();
        var before = Fold.Lenient(Fold.Empty, Record(Event("a"), At(0))).State;
        var fold = Fold.Lenient(
            before,
            Record(Event("a"), At(0)),
            Record(Event("a"), At(1)),
            Record(Event("b"), At(2)),
            Record(Event("c", "ignore"), At(3)),
            Record(Event("d", "reject"), At(4)),
            Record(Event("e", "add-when-open"), At(5)));

        metrics.Count("test", fold.Tally, forcedEvictions: 1);

        Assert.Equal(
            [
                "platform.events.applied 1 entity=test",
                "platform.events.ids.evicted 1 entity=test",
                "platform.events.ignored 1 entity=test reason=told-so",
                "platform.events.refused 1 entity=test error=told-so",
                "platform.events.repeated 1 entity=test by=id",
                "platform.events.repeated 1 entity=test by=position",
                "platform.events.waiting 1 entity=test",
            ],
            seen.Order(StringComparer.Ordinal));

        seen.Clear();
        metrics.Count("test", Fold.Of(Fold.Empty, Record(Event("d", "reject"), At(4)), Record(Event("e"), At(5))).Tally, forcedEvictions: 0);

        metrics.CountConflict("test");

        Assert.Equal(
            ["platform.entities.conflicts 1 entity=test", "platform.entities.quarantined 1 entity=test error=told-so", "platform.events.parked 2 entity=test"],
            seen.Order(StringComparer.Ordinal));
    }
}
