namespace Platform.Events.Tests.Declaration;

/// <summary>How an event names its entity, and what can be named of a record that is no event.</summary>
public sealed class EntityKeyTests
{
    private static EntityKey KeyOf(string type) => MeterEvents.Catalog.Find(type)!.Key;

    [Fact]
    public void Key_WhenAMemberOfAMember_IsReadAndNamedWhereTheRestIsUnreadable()
    {
        var record = MeterEvents.Record(MeterEvents.Readings, """{"eventType":"meter.replaced","payload":{"meter":{"id":"m-1"},"year":"soon"}}""");

        var named = UnreadableEvents.Name(record, MeterEvents.Decoder.Decode(record));

        Assert.Equal("m-2", KeyOf("meter.replaced").Of(new MeterReplaced(new MeterName("m-2"), 2026)));
        Assert.Equal(["meter", "id"], KeyOf("meter.replaced").Path);
        Assert.Equal((DecodeErrors.BadField, "meter.replaced", "m-1"), (named!.ErrorType, named.Type, named.EntityId));
    }

    [Fact]
    public void Key_WhenComputed_IsReadButNamesNobodyWhereTheRecordIsUnreadable()
    {
        var record = MeterEvents.Record(MeterEvents.Alerts, """{"eventType":"meter.alert","payload":{"street":"s","house":"1","level":"high"}}""");

        Assert.Equal("s/1", KeyOf("meter.alert").Of(new MeterAlert("s", "1", 3)));
        Assert.Null(KeyOf("meter.alert").Path);
        Assert.Null(UnreadableEvents.Name(record, MeterEvents.Decoder.Decode(record)));
    }

    [Fact]
    public void Key_WhenAnotherThanTheDeclaredOne_NamesItsOwnEntity()
    {
        var record = MeterEvents.Record(MeterEvents.Alerts, """{"eventType":"meter.alert","payload":{"street":"s","house":"1","level":"high"}}""");
        var key = MeterEvents.Catalog.KeyOf<MeterAlert>(alert => alert.Street);

        Assert.Equal("s", UnreadableEvents.Name(record, MeterEvents.Decoder.Decode(record), key)!.EntityId);
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("7.50", "7.50")]
    [InlineData("\"m 1\"", "m 1")]
    public void Key_WhenANumberOrAText_IsItsText(string written, string id)
    {
        var readable = MeterEvents.Reading($$"""{"meterId":{{written}},"kilowatts":1}""", "1.0");
        var unreadable = MeterEvents.Reading($$"""{"meterId":{{written}}}""", "1.0");

        Assert.Equal(id, MeterEvents.Payload<MeterReading>(readable).MeterId);
        Assert.Equal(id, UnreadableEvents.Name(unreadable, MeterEvents.Decoder.Decode(unreadable))!.EntityId);
    }

    [Theory]
    [InlineData("\"meterId\":\" \"", "meterId is blank.")]
    [InlineData("\"meterId\":true", "meterId must be a text without half surrogate pairs, or a number.")]
    [InlineData("\"meterId\":null", "meterId is missing.")]
    [InlineData("\"note\":null", "meterId is missing.")]
    public void Key_WhenItIsNone_IsABadIdAndNamesNobody(string field, string error)
    {
        var record = MeterEvents.Reading($"{{{field},\"kilowatts\":1}}", "1.0");

        Assert.Equal((DecodeErrors.BadId, error), MeterEvents.Rejected(record));
        Assert.Null(UnreadableEvents.Name(record, MeterEvents.Decoder.Decode(record)));
    }
}
