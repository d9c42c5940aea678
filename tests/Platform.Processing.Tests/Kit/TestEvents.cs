using Platform.Events;
using Platform.Processing.Tests.Plain;

namespace Platform.Processing.Tests;

/// <summary>The event types of these tests.</summary>
internal static class TestEvents
{
    public const string ReadingTopic = "readings";

    public static EventCatalog Catalog { get; } = EventCatalog.Of(events => events
        .Topic("plain").Carries<PlainAsked>("plain.asked", asked => asked.Name)
        .Topic("plain-done").Carries<PlainDone>("plain.done", done => done.Name)
        .Topic("out").Carries<TestPayload>("test.done", payload => payload.Name)
        .Topic(ReadingTopic).Carries<TestReading>("test.reading", reading => reading.Meter, type => type
            .Version<TestReadingV1>(1, TestReadingUpcasts.FromV1)
            .Version<TestReadingV2>(2, TestReadingUpcasts.FromV2)
            .WrittenAs("1.0")));

    public static EventEncoder Encoder { get; } = new(Catalog);

    /// <summary>Makes outputs whose payloads Orleans serializes.</summary>
    public static OutputFactory Outputs { get; } = new(Catalog, Encoder, _ => false);
}
