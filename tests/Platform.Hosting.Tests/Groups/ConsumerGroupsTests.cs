using Platform.Hosting.Tests.Meters;

namespace Platform.Hosting.Tests.Groups;

public sealed class ConsumerGroupsTests
{
    [Fact]
    public void Groups_ReadTheirTopicsUnderTheirIds()
    {
        var groups = Application.Check(MeterApplication.Declare).Groups;

        Assert.Equal(["meters as meter-readers: meters.readings", "alerts as alerts: meters.alerts"], groups.Select(group => $"{group.Name} as {group.GroupId}: {string.Join(' ', group.Topics)}"));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("False")]
    public void Group_ThatIsSwitchedOff_DoesNotRun(string value)
    {
        var declared = Application.Check(MeterApplication.Declare, ("Groups:alerts:Enabled", value));

        Assert.Equal(["meters"], declared.Groups.Select(group => group.Name));
        Assert.Equal(["meters.readings", "meters.alerts"], declared.ReadTopics);
    }

    [Fact]
    public void GroupId_FromTheConfiguration_IsTaken()
    {
        var groups = Application.Check(MeterApplication.Declare, ("Groups:Meters:groupid", "others")).Groups;

        Assert.Equal(["others", "alerts"], groups.Select(group => group.GroupId));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    public void GroupId_WhenBlankOrWithBlanks_IsRefused(string id)
    {
        var refusal = Application.Refusal(MeterApplication.Declare, ("Groups:meters:GroupId", id));

        Assert.Contains($"Platform:Groups:meters:GroupId = '{id}'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void GroupIds_WhenTwoAreTheSame_AreRefused(string enabled)
    {
        var refusal = Application.Refusal(MeterApplication.Declare, ("Groups:alerts:GroupId", "meter-readers"), ("Groups:alerts:Enabled", enabled));

        Assert.Contains("Platform:Groups:alerts:GroupId = 'meter-readers'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains("Platform:Groups:meters:GroupId has the same value", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Groups:meters:Group", "Platform:Groups:meters:GroupId")]
    [InlineData("Groups:alerts:CommitIntreval", "Platform:Groups:alerts:CommitInterval")]
    [InlineData("Groups:meter:GroupId", "Platform:Groups:meters")]
    [InlineData("Groups:meters:PermanentFailure", "Platform:Groups:meters")]
    public void Option_WhenUnknown_IsRefusedWithTheNearestOne(string name, string nearest)
    {
        var refusal = Application.Refusal(MeterApplication.Declare, (name, "x"));

        Assert.Contains($"There is no such setting. The nearest one is {nearest}", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_ThatIsNotDeclared_IsRefusedWithTheNearestOne()
    {
        var refusal = Application.Refusal(platform => platform.AddEvents(MeterApplication.DeclareEvents).AddGroup("meters", group => group.Deliver<IMeterGrain>("meters.reading")));

        var problem = Assert.Single(refusal.Problems);
        Assert.StartsWith("The group meters reads the topic meters.reading, for which no event type is declared.", problem, StringComparison.Ordinal);
        Assert.EndsWith("; the nearest one is meters.readings.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_WithoutEventTypes_IsNeitherReadNorTheNearestOne()
    {
        var refusal = Application.Refusal(platform => platform
            .AddEvents(MeterApplication.DeclareEvents)
            .AddEvents(events => events.Topic("meters.raw"))
            .AddGroup("meters", group => group.Deliver<IMeterGrain>("meters.raw")));

        Assert.Matches("reads the topic meters.raw, [^;]*; the nearest one is meters.(readings|alerts)[.]$", Assert.Single(refusal.Problems));
    }

    [Fact]
    public void Group_WithoutDeliveries_IsRefused()
    {
        var refusal = Application.Refusal(platform => platform.AddGroup("idle", _ => { }));

        Assert.StartsWith("The group idle delivers nothing.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_ThatAGroupDeliversTwice_IsRefused()
    {
        var refusal = Application.Refusal(platform => platform
            .AddEvents(MeterApplication.DeclareEvents)
            .AddGroup("meters", group => group.Deliver<IMeterGrain>(MeterApplication.Readings).Deliver<IMeterGrain>(MeterApplication.Readings)));

        Assert.StartsWith("The group meters delivers meters.readings twice.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_ThatDeliverOneTopicToTheSameGrain_AreRefused()
    {
        var refusal = Application.Refusal(platform => platform
            .AddEvents(MeterApplication.DeclareEvents)
            .AddGroup("payers", group => group.Deliver<IMeterGrain, MeterReading>(MeterApplication.Readings, reading => reading.MeterId))
            .AddGroup("payees", group => group.Deliver<IMeterGrain, MeterReading>(MeterApplication.Readings, reading => "other " + reading.MeterId))
            .AddGroup("alerts", group => group.Deliver<IMeterGrain>(MeterApplication.Alerts)));

        Assert.StartsWith("The groups payers and payees deliver meters.readings to IMeterGrain.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Group_ThatIsDeclaredTwice_IsRefused()
    {
        var refusal = Application.Refusal(platform => platform
            .AddEvents(MeterApplication.DeclareEvents)
            .AddGroup("meters", group => group.Deliver<IMeterGrain>(MeterApplication.Readings))
            .AddGroup("Meters", group => group.Deliver<IMeterGrain>(MeterApplication.Alerts)));

        Assert.StartsWith("The group meters is declared twice.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ThatMoved_AreRefusedByTheirNewNamesAndByNothingElse()
    {
        var refusal = Application.Refusal(DeclareMoved, ("Kafka:Groups:MeterReader:GroupId", "others"), ("Kafka:Groups:MeterReader:Start", "Latest"));

        Assert.Equal(
            [
                "Platform:Kafka:Groups:MeterReader:GroupId = 'others' (environment: Platform__Kafka__Groups__MeterReader__GroupId)\nThis setting is Platform:Groups:meters:GroupId now (environment: Platform__Groups__meters__GroupId).",
                "Platform:Kafka:Groups:MeterReader:Start = 'Latest' (environment: Platform__Kafka__Groups__MeterReader__Start)\nThis setting is Platform:Groups:meters:Start now (environment: Platform__Groups__meters__Start).",
            ],
            refusal.Problems.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_BesideThoseThatMoved_AreStillUnknown()
    {
        var refusal = Application.Refusal(DeclareMoved, ("Kafka:Groups:MeterReader:GroupId", "others"), ("Kafka:Groups:Unknown:GroupId", "x"), ("Kafka:Unknown", "x"));

        Assert.Contains(refusal.Problems, problem => problem.StartsWith("Platform:Kafka:Unknown ", StringComparison.Ordinal));
        Assert.Contains(refusal.Problems, problem => problem.StartsWith("Platform:Kafka:Groups:Unknown", StringComparison.Ordinal));
        Assert.Equal(3, refusal.Problems.Count);
    }

    private static void DeclareMoved(PlatformBuilder platform) => platform
        .AddEvents(MeterApplication.DeclareEvents)
        .AddGroup("meters", group => group.WasConfiguredAt("Kafka:Groups:MeterReader").Deliver<IMeterGrain>(MeterApplication.Readings));
}
