namespace Platform.Events.Tests.Declaration;

/// <summary>A declaration that contradicts itself is refused, and the message says what would be right.</summary>
public sealed class EventCatalogTests
{
    [Fact]
    public void Type_WhenDeclaredTwice_IsRejectedWithBothTopics() => AssertRejected(
        "The event type meter.reading is declared twice, on a and on b.",
        events => events
            .Topic("a").Carries<MeterReading>("meter.reading", reading => reading.MeterId)
            .Topic("b").Carries<MeterAlert>("meter.reading", alert => alert.House));

    [Fact]
    public void Payload_WhenOfTwoTypes_IsRejectedWithBothTypes() => AssertRejected(
        "MeterReading is the payload of meter.reading and of meter.estimate. Give each event type a payload record of its own",
        events => events.Topic("a")
            .Carries<MeterReading>("meter.reading", reading => reading.MeterId)
            .Carries<MeterReading>("meter.estimate", reading => reading.MeterId));

    [Fact]
    public void Versions_WhenOneIsLeftOut_AreRejectedWithTheOnesThatAreRight() => AssertRejected(
        "The event type meter.reading declares the major versions 1, 3. Right is every one from 1 to 3.",
        events => events.Topic("a").Carries<MeterReading>("meter.reading", reading => reading.MeterId, type => type.Version<MeterReadingV1>(1, MeterUpcasts.FromV1).Version(3)));

    [Fact]
    public void Versions_WhenThePayloadsOwnIsMissing_AreRejectedWithTheNextOne() => AssertRejected(
        "The event type meter.reading does not say in which version MeterReading is written. Right is .Version(2), or .WrittenAs(\"…\").",
        events => events.Topic("a").Carries<MeterReading>("meter.reading", reading => reading.MeterId, type => type.Version<MeterReadingV1>(1, MeterUpcasts.FromV1)));

    [Fact]
    public void Version_WhenDeclaredTwice_IsRejected() => AssertRejected(
        "The event type meter.reading declares the major version 1 twice.",
        events => events.Topic("a").Carries<MeterReading>("meter.reading", reading => reading.MeterId, type => type.Version<MeterReadingV1>(1, MeterUpcasts.FromV1).Version(1)));

    [Fact]
    public void Version_WhenItIsNone_IsRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EventCatalog.Of(events => events.Topic("a").Carries<MeterAlert>("meter.alert", alert => alert.House, type => type.Version(0))));
        Assert.Throws<ArgumentException>(() => EventCatalog.Of(events => events.Topic("a").Carries<MeterAlert>("meter.alert", alert => alert.House, type => type.WrittenAs("new"))));
    }

    [Fact]
    public void Payload_WhenItsTypeIsNotDeclared_IsRejectedWithHowToDeclareIt()
    {
        var exception = Assert.Throws<ArgumentException>(() => MeterEvents.Catalog.TypeOf(new Register("r", 1)));

        Assert.StartsWith(
            "Register is the payload of no declared event type. Right is events.Topic(\"…\").Carries<Register>(\"…\", …), or one of MeterReading, MeterReplaced, MeterAlert.",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_WhenDeclared_ListsTopicsAndTypesInTheirOrder()
    {
        var catalog = MeterEvents.Catalog;

        Assert.Equal([MeterEvents.Readings, MeterEvents.Alerts, MeterEvents.Raw], catalog.Topics);
        Assert.Equal(["meter.reading", "meter.replaced", "meter.alert"], catalog.Types.Select(type => type.Name));
        Assert.Equal(["meter.reading", "meter.replaced"], catalog.TypesOf(MeterEvents.Readings).Select(type => type.Name));
        Assert.Empty(catalog.TypesOf(MeterEvents.Raw));
        Assert.Equal((3, "3.0"), (catalog.Types[0].NewestMajor, catalog.Types[0].WrittenVersion));
    }

    [Fact]
    public void Page_OfTheDeclarations_HasEachVersionThatIsReadWithItsFields() => Assert.Equal(
        """
        | topic | event type | version | entity key | fields |
        |---|---|---|---|---|
        | `meters.readings` | `meter.reading` | 1 | `meterId` | `meterId`, `kilowatts` |
        | `meters.readings` | `meter.reading` | 2 | `meterId` | `meterId`, `watts`, `readAt` |
        | `meters.readings` | `meter.reading` | 3; written as 3.0 | `meterId` | `meterId`, `kilowatts`, `readAt`, `quality`, `registers`, `note`? |
        | `meters.readings` | `meter.replaced` | 1; written as 1.0 | `meter.id` | `meter`, `year` |
        | `meters.alerts` | `meter.alert` | 1; written as 1.0 | computed | `street`, `house`, `level` |

        """,
        MeterEvents.Catalog.ToMarkdown());

    private static void AssertRejected(string message, Action<EventCatalogBuilder> declare) =>
        Assert.Contains(message, Assert.Throws<InvalidOperationException>(() => EventCatalog.Of(declare)).Message, StringComparison.Ordinal);
}
