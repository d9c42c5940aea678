using Platform.Configuration;
using Platform.Hosting.Tests.Meters;
using Platform.Hosting.Topics;

namespace Platform.Hosting.Tests.Topics;

public sealed class TopicsFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void File_WhichIsNone_IsRefusedByItsSetting()
    {
        File.WriteAllText(_file, "meters: 12");

        var refusal = Assert.Throws<PlatformConfigurationException>(() => Load());

        Assert.Contains($"Platform:Topics:File = '{_file}'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meters.readings", "no meters.readings. ")]
    [InlineData("meters.readings meters.alerts", "no meters.readings, no meters.alerts. ")]
    [InlineData("meters.alerts.dlq", "no meters.alerts.dlq. ")]
    public void File_ThatLacksWhatIsDeclared_IsRefusedAndNamesIt(string lacking, string said)
    {
        Write(lacking.Split(' '));

        var refusal = Assert.Throws<PlatformConfigurationException>(() => Load());

        Assert.Contains($"Platform:Topics:File = '{_file}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"The file has {said}Right is", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DeadLetterTopic_OfATopicThatNoGroupReads_IsNotNeeded()
    {
        Write("meters.alerts.dlq");

        var catalog = Load(platform => platform.AddEvents(MeterApplication.DeclareEvents).AddGroup("meters", group => group.Deliver<IMeterGrain>(MeterApplication.Readings)));

        Assert.Equal(["meters.readings", "meters.alerts", "meters.readings.dlq"], catalog.Topics.Select(topic => topic.Name));
    }

    [Fact]
    public void DeadLetterTopic_OfAGroupThatIsSwitchedOff_IsNeededAllTheSame()
    {
        Write("meters.alerts.dlq");

        var refusal = Assert.Throws<PlatformConfigurationException>(() => Load(MeterApplication.Declare, ("Groups:alerts:Enabled", "false")));

        Assert.Contains("no meters.alerts.dlq", refusal.Message, StringComparison.Ordinal);
    }

    private Platform.Events.TopicCatalog Load(Action<PlatformBuilder>? configure = null, params (string, string)[] settings) =>
        TopicsFile.Load(new TopicsSettings { File = _file }, Application.Check(configure ?? MeterApplication.Declare, settings));

    private void Write(params string[] lacking) => File.WriteAllLines(
        _file,
        new[] { "meters.readings", "meters.alerts", "meters.readings.dlq", "meters.alerts.dlq" }.Except(lacking).Select(topic => $"- {{name: {topic}, partitions: 1, replication-factor: 1}}"));
}
