using Platform.Events;

namespace Platform.Hosting.Tests.Meters;

/// <summary>A small application: meters whose readings come in, and whose alerts go out and come back.</summary>
internal static class MeterApplication
{
    public const string Readings = "meters.readings";
    public const string Alerts = "meters.alerts";

    public static EventCatalog Catalog { get; } = EventCatalog.Of(DeclareEvents);

    public static void DeclareEvents(EventCatalogBuilder events) => events
        .Topic(Readings).Carries<MeterReading>("meter.reading", reading => reading.MeterId)
        .Topic(Alerts).Carries<MeterAlert>("meter.alert", alert => alert.MeterId);

    /// <summary>Declares its events and its groups.</summary>
    public static void Declare(PlatformBuilder platform) => platform
        .AddEvents(DeclareEvents)
        .AddGroup("meters", group => group.WithGroupId("meter-readers").Deliver<IMeterGrain>(Readings))
        .AddGroup("alerts", group => group.Deliver<IMeterGrain>(Alerts));
}
