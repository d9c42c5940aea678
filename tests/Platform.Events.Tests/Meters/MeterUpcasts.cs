namespace Platform.Events.Tests;

/// <summary>Lifts each version of a reading to the newest, directly.</summary>
internal static class MeterUpcasts
{
    public const decimal Impossible = 13;

    public static MeterReading FromV1(MeterReadingV1 old) => old.Kilowatts switch
    {
        < 0 => throw new InvalidEventException(DecodeErrors.BadAmount, "kilowatts must not be negative."),
        Impossible => throw new NotSupportedException("Thirteen is not supported"),
        _ => new MeterReading(old.MeterId, old.Kilowatts, DateTimeOffset.UnixEpoch, ReadingQuality.RoughEstimate, []),
    };

    public static MeterReading FromV2(MeterReadingV2 old) => new(old.MeterId, old.Watts / 1000, old.ReadAt, ReadingQuality.Measured, []);
}
