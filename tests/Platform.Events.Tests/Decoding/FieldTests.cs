namespace Platform.Events.Tests.Decoding;

/// <summary>What is wrong with a field is said with its name and with what would be right.</summary>
public sealed class FieldTests
{
    private const string RightAmount = "must be a number of at most 28 digits, at most 10 of them decimals.";
    private const string RightTime = "must be an RFC 3339 time with an offset, for example 2026-01-31T12:00:00Z.";

    [Theory]
    [InlineData("\"note\":7", DecodeErrors.BadField, "note must be a text without half surrogate pairs.")]
    [InlineData("\"note\":\"\\ud800\"", DecodeErrors.BadField, "note must be a text without half surrogate pairs.")]
    [InlineData("\"note\":\"a\",\"note\":\"b\"", DecodeErrors.BadField, "note occurs twice.")]
    [InlineData("\"kilowatts\":2", DecodeErrors.BadField, "kilowatts occurs twice.")]
    public void Field_WhenItIsWrong_IsNamedWithWhatIsRight(string fields, string errorType, string error) =>
        Assert.Equal((errorType, error), MeterEvents.Rejected(MeterEvents.ReadingWith(fields)));

    [Theory]
    [InlineData("kilowatts", "", DecodeErrors.BadField, "kilowatts is missing.")]
    [InlineData("kilowatts", "true", DecodeErrors.BadAmount, "kilowatts must be a number, or a number as text.")]
    [InlineData("kilowatts", "null", DecodeErrors.BadAmount, "kilowatts must be a number, or a number as text.")]
    [InlineData("kilowatts", "\"1,5\"", DecodeErrors.BadAmount, "kilowatts " + RightAmount)]
    [InlineData("kilowatts", "0.00000000001", DecodeErrors.BadAmount, "kilowatts " + RightAmount)]
    [InlineData("readAt", "", DecodeErrors.BadField, "readAt is missing.")]
    [InlineData("readAt", "\"2026-01-01T00:00:00\"", DecodeErrors.BadField, "readAt " + RightTime)]
    [InlineData("readAt", "\"2026-01-01\"", DecodeErrors.BadField, "readAt " + RightTime)]
    [InlineData("readAt", "1767225600", DecodeErrors.BadField, "readAt " + RightTime)]
    [InlineData("quality", "\"RoughEstimate\"", DecodeErrors.BadField, "quality must be one of measured, rough-estimate.")]
    [InlineData("quality", "\"MEASURED\"", DecodeErrors.BadField, "quality must be one of measured, rough-estimate.")]
    [InlineData("quality", "0", DecodeErrors.BadField, "quality must be one of measured, rough-estimate.")]
    [InlineData("registers", "", DecodeErrors.BadField, "registers is missing.")]
    [InlineData("registers", "null", DecodeErrors.BadField, "registers is missing.")]
    [InlineData("registers", "{}", DecodeErrors.BadField, "registers must be a list.")]
    [InlineData("registers", "[{\"name\":\"a\",\"value\":1},{\"name\":\"b\",\"value\":true}]", DecodeErrors.BadAmount, "registers[1].value must be a number, or a number as text.")]
    public void RequiredField_WhenItIsWrong_IsNamedWithWhatIsRight(string field, string value, string errorType, string error)
    {
        (string Name, string Value)[] fields = [("meterId", "\"m\""), ("kilowatts", "1"), ("readAt", "\"2026-01-01T00:00:00Z\""), ("quality", "\"measured\""), ("registers", "[]")];
        var written = fields.Select(known => known.Name == field ? (known.Name, Value: value) : known).Where(known => known.Value.Length > 0);

        var record = MeterEvents.Reading($"{{{string.Join(',', written.Select(known => $"\"{known.Name}\":{known.Value}"))}}}");

        Assert.Equal((errorType, error), MeterEvents.Rejected(record));
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("1.50", "1.50")]
    [InlineData("\"1.50\"", "1.50")]
    [InlineData("123456789012345678.0123456789", "123456789012345678.0123456789")]
    public void Decimal_WhenRead_KeepsItsDigits(string written, string read)
    {
        var reading = MeterEvents.Payload<MeterReading>(MeterEvents.Reading($$"""{"meterId":"m","kilowatts":{{written}}}""", "1.0"));

        Assert.Equal(read, reading.Kilowatts.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Time_WhenItHasAnOffset_IsUtc()
    {
        var reading = MeterEvents.Payload<MeterReading>(MeterEvents.Reading("""{"meterId":"m","watts":1,"readAt":"2026-01-01T01:30:00+02:00"}""", "2.0"));

        Assert.Equal((new DateTime(2025, 12, 31, 23, 30, 0), TimeSpan.Zero), (reading.ReadAt.DateTime, reading.ReadAt.Offset));
    }

    [Fact]
    public void Field_WhenNobodyKnowsIt_IsIgnored() =>
        Assert.Equal("a", MeterEvents.Payload<MeterReading>(MeterEvents.ReadingWith("\"Note\":7,\"colour\":{},\"colour\":1,\"note\":\"a\"")).Note);
}
