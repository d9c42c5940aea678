using Orleans.Streaming.Kafka;
using Platform.Hosting.Tests.Meters;

namespace Platform.Hosting.Tests;

public sealed class DeclarationsTests
{
    [Theory]
    [InlineData("MetersReadings", "meters.readings")]
    [InlineData("metersreadings", "meters.readings")]
    [InlineData("MetersAlerts", "meters.alerts")]
    [InlineData("MetersDailyTotals", "meters.daily-totals")]
    [InlineData("Meters", "meters")]
    public void FailedEvents_OfOneTopic_AreReadByItsName(string name, string topic)
    {
        var declared = Application.Check(DeclareFour, ($"Topics:{name}:FailedEvents", "dead-letter"));

        Assert.Equal([KeyValuePair.Create(topic, FailurePolicy.DeadLetter)], declared.FailedEvents);
    }

    [Fact]
    public void FailedEvents_WhenTheyAreNeither_AreRefused()
    {
        var refusal = Application.Refusal(MeterApplication.Declare, ("Topics:MetersReadings:FailedEvents", "Halt"));

        var problem = Assert.Single(refusal.Problems);
        Assert.Contains("Platform:Topics:MetersReadings:FailedEvents = 'Halt'", problem, StringComparison.Ordinal);
        Assert.Contains("Right is Quarantine or DeadLetter.", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meters.readings", "Platform:Topics:MetersReadings")]
    [InlineData("MeterReadings", "Platform:Topics:MetersReadings")]
    public void FailedEvents_OfAnUnknownTopic_AreRefusedWithTheNearest(string name, string nearest)
    {
        var refusal = Application.Refusal(MeterApplication.Declare, ($"Topics:{name}:FailedEvents", "DeadLetter"));

        Assert.Contains($"The nearest one is {nearest}.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Topics_OfOneNameInTheConfiguration_AreRefused()
    {
        var refusal = Application.Refusal(platform => platform.AddEvents(events => events
            .Topic("meters.readings").Carries<MeterReading>("meter.reading", reading => reading.MeterId)
            .Topic("meters-readings").Carries<MeterAlert>("meter.alert", alert => alert.MeterId)));

        Assert.StartsWith(
            "The topics meters.readings and meters-readings have the same name in the configuration, Platform:Topics:MetersReadings.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Events_ThatContradictEachOther_AreOneProblemBesideTheOthers()
    {
        var refusal = Application.Refusal(
            platform => platform
                .AddEvents(MeterApplication.DeclareEvents)
                .AddEvents(events => events.Topic("meters.more").Carries<MeterReading>("meter.more", reading => reading.MeterId))
                .AddGroup("meters", group => group.Deliver<IMeterGrain>(MeterApplication.Readings)),
            ("Topics:MetersReadings:FailedEvents", "DeadLetter"),
            ("Kafka:FetchWait", "x"));

        Assert.Equal(["Platform:Kafka:FetchWait", "MeterReading"], refusal.Problems.Select(problem => problem.Split(' ')[0]));
        Assert.Contains("MeterReading is the payload of meter.reading and of meter.more.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EventType_ThatIsDeclaredTwice_IsAPlainMessage()
    {
        var refusal = Application.Refusal(platform => platform.AddEvents(MeterApplication.DeclareEvents).AddEvents(MeterApplication.DeclareEvents));

        Assert.Contains("The event type meter.reading is declared twice, on meters.readings and on meters.readings.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_OfSettingsAndDeclarations_AreReportedAtOnce()
    {
        var refusal = Application.Refusal(
            platform =>
            {
                platform.AddEvents(MeterApplication.DeclareEvents).AddGroup("meters", group => group.Deliver<IMeterGrain>("meters.reading")).AddGroup("idle", _ => { });
                platform.AddSettings("Tariff", section => section.Number("Price"));
            },
            ("Cluster:SiloPort", "x"),
            ("Tariff:Price", "much"),
            ("Groups:meters:CommitInterval", "5"),
            ("Nonsense", "x"));

        Assert.Equal(
            ["Platform:Cluster:SiloPort", "Platform:Tariff:Price", "The group meters reads", "Platform:Groups:meters:CommitInterval", "The group idle delivers", "Platform:Nonsense"],
            refusal.Problems.Select(problem => problem.StartsWith("The ", StringComparison.Ordinal) ? string.Join(' ', problem.Split(' ')[..4]) : problem.Split(' ')[0]));
        Assert.All(refusal.Problems, problem => Assert.Contains(problem.Split('\n')[0], refusal.Message, StringComparison.Ordinal));
    }

    private static void DeclareFour(PlatformBuilder platform) => platform.AddEvents(MeterApplication.DeclareEvents).AddEvents(events => events.Topic("meters.daily-totals").Topic("meters"));
}
