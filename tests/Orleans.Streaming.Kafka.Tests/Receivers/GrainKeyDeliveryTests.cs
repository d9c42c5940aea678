using System.Text;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Receivers;

/// <summary>Keyed delivery to grains that have other keys than strings.</summary>
public sealed class GrainKeyDeliveryTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    private const string Guid1 = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

    private readonly string _topic = $"t-{Guid.NewGuid():N}";
    private readonly string _group = $"g-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(typeof(IGuidGrain), new[] { Guid1, "6F9619FF8B86D011B42D00C04FC964FF" }, Guid1, "meter-1")]
    [InlineData(typeof(IIntegerGrain), new[] { "42", "0042" }, "42", "forty")]
    [InlineData(typeof(IGuidCompoundGrain), new[] { Guid1 + "+t", "{" + Guid1 + "}+t" }, Guid1 + " and t", Guid1)]
    [InlineData(typeof(IIntegerCompoundGrain), new[] { "-7+t", "-07+t" }, "-7 and t", "t+7")]
    public async Task Records_GoToTheGrainOfTheirKey_AndWhatIsNoKeyIsADeadLetterThatNamesIt(Type grain, string[] keys, string expected, string wrong)
    {
        await fixture.Broker.CreateTopicAsync(_topic, 1);
        await fixture.Broker.CreateTopicAsync(_topic + ".dlq", 1);
        await using var silo = await KafkaSilo.StartAsync(fixture.Broker, _group, [], build: kafka => kafka.Topic(_topic, topic => topic.DeliverTo(grain)));

        await silo.Producer.SendManyAsync([.. new[] { keys[0], wrong, keys[1] }.Select((key, i) => new KafkaMessage { Topic = _topic, Key = Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes($"{i}") })]);

        await Eventually.Async(() => silo.Probe.Count == 2, () => $"{silo.Probe.Count} delivered");
        Assert.Equal(["0", "2"], silo.Probe.TextsOf(expected));
        var deadLetter = Assert.Single(GroupReader.ReadAll(fixture.Broker, _topic + ".dlq", 1));
        var error = Encoding.UTF8.GetString(deadLetter.Message.Headers.GetLastBytes(DeadLetterHeaders.Error));
        Assert.Contains($"\"{wrong}\"", error, StringComparison.Ordinal);
        Assert.Equal("bad-entity-id", Encoding.UTF8.GetString(deadLetter.Message.Headers.GetLastBytes(DeadLetterHeaders.ErrorType)));
    }

    [Fact]
    public void KeylessRecords_WhereGrainsHaveNoStringKey_AreRefused() =>
        Assert.Throws<InvalidOperationException>(() => new KafkaTopicBuilder("t").DeliverTo<IGuidGrain>().WithoutKey(KeylessRecords.Spread).Build());
}
