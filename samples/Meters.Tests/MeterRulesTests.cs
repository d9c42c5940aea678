using Platform.Testing;

namespace Meters.Tests;

public sealed class MeterRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static EntityTest<MeterState> Meter() => EntityTest.Of<MeterState>("meter", MeterRules.Apply, MeterEvents.Declare);

    [Fact]
    public void Reading_WhenTheMeterIsNotInstalled_WaitsForIt() => Meter()
        .Given(Reading(4), id: "r-1").Defers(1)
        .GivenAgain("r-1").Defers(1)
        .Given(new MeterInstalled("m-1", "Main Street 1")).Defers(0).PublishesNothing()
        .HasState(meter => Assert.Equal(4, meter.Totals[new DateOnly(2026, 5, 1)]));

    [Fact]
    public void Reading_WhenItComesAgain_CountsOnce() => Meter()
        .Given(new MeterInstalled("m-1", "Main Street 1"))
        .Given(Reading(4), id: "r-1").Redelivered().IsDuplicate()
        .GivenAgain("r-1").IsDuplicate()
        .HasState(meter => Assert.Equal(4, meter.Totals[new DateOnly(2026, 5, 1)]));

    [Fact]
    public void Alert_WhenADaysTotalPassesTheLimit_IsPublishedOnce() => Meter()
        .Given(new MeterInstalled("m-1", "Main Street 1"))
        .Given(Reading(10)).PublishesNothing()
        .Given(Reading(1)).Publishes<MeterAlert>(1, alert => Assert.Equal(11, alert.Total))
        .Given(Reading(1)).PublishesNothing();

    [Fact]
    public void Reading_OfVersion1_IsLifted() => Meter()
        .Given(new MeterInstalled("m-1", "Main Street 1"))
        .GivenRecord("meters.readings", """{"meterId":"m-1","kWh":2.5,"at":"2026-05-01T12:00:00Z"}""", ("event-type", "meter.reading"))
        .HasState(meter => Assert.Equal(2.5m, meter.LastReading));

    [Fact]
    public void Reading_InAnUnknownUnit_QuarantinesTheMeter() => Meter()
        .Given(new MeterInstalled("m-1", "Main Street 1"))
        .Given(new MeterReading("m-1", new Energy(1, "BTU"), Noon)).IsQuarantined("unknown-unit");

    private static MeterReading Reading(decimal kilowattHours) => new("m-1", new Energy(kilowattHours, "kWh"), Noon);
}
