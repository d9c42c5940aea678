namespace Platform.Events.Tests.Decoding;

/// <summary>Each major version is read as itself and lifted to the newest in one step.</summary>
public sealed class VersionTests
{
    private static readonly DateTimeOffset ReadAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Event_WhateverItsVersion_IsLiftedToTheNewest()
    {
        var first = MeterEvents.Event(MeterEvents.Reading("""{"meterId":"m","kilowatts":1.50}""", "1.7"));
        var second = MeterEvents.Event(MeterEvents.Reading("""{"meterId":"m","watts":1500,"readAt":"2026-01-02T03:04:05Z"}""", "2.0"));
        var third = MeterEvents.Event(MeterEvents.Reading("""{"meterId":"m","kilowatts":1.50,"readAt":"2026-01-02T03:04:05Z","quality":"measured","registers":[{"name":"day","value":1.5}]}"""));

        Assert.Equal(("1.7", "2.0", "3.0"), (first.Version, second.Version, third.Version));
        AssertReading(first, DateTimeOffset.UnixEpoch, ReadingQuality.RoughEstimate);
        AssertReading(second, ReadAt, ReadingQuality.Measured);
        AssertReading(third, ReadAt, ReadingQuality.Measured, new Register("day", 1.5m));
    }

    [Fact]
    public void Event_WhenItsVersionIsNotDeclared_IsRejectedWithTheNewestThatIs() => Assert.Equal(
        (DecodeErrors.UnknownVersion, "The event version is 4.0; the newest major version of meter.reading that is declared is 3."),
        MeterEvents.Rejected(MeterEvents.Reading("{}", "4.0")));

    [Fact]
    public void Upcast_WhenItRejectsTheContent_GivesItsOwnReason()
    {
        var record = MeterEvents.Reading("""{"meterId":"m","kilowatts":-1}""", "1.0");

        Assert.Equal((DecodeErrors.BadAmount, "kilowatts must not be negative."), MeterEvents.Rejected(record));
        Assert.Equal("m", UnreadableEvents.Name(record, MeterEvents.Decoder.Decode(record))!.EntityId);
    }

    [Fact]
    public void Upcast_WhenItFailsInAnotherWay_RejectsTheRecordAndStopsNothing()
    {
        var record = MeterEvents.Reading($$"""{"meterId":"m","kilowatts":{{MeterUpcasts.Impossible}}}""", "1.0");

        Assert.Equal((DecodeErrors.BadField, "meter.reading can't be read: Thirteen is not supported"), MeterEvents.Rejected(record));
    }

    private static void AssertReading(Event @event, DateTimeOffset readAt, ReadingQuality quality, params Register[] registers)
    {
        var reading = Assert.IsType<MeterReading>(@event.Payload);
        Assert.Equal(("m", 1.5m, readAt, quality, readAt), (reading.MeterId, reading.Kilowatts, reading.ReadAt, reading.Quality, @event.Timestamp));
        Assert.Equal(registers, reading.Registers);
    }
}
