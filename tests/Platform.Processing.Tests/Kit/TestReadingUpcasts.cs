namespace Platform.Processing.Tests;

/// <summary>Lifts each version of a reading.</summary>
internal static class TestReadingUpcasts
{
    public static TestReading FromV1(TestReadingV1 old) => new() { Meter = old.Meter, Amount = old.Amount };

    public static TestReading FromV2(TestReadingV2 old) => new() { Meter = old.Meter, Amount = old.Parts.Sum() - old.Discount, Discount = old.Discount };
}
