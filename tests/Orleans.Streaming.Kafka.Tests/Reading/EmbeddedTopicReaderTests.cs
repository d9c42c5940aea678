using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Reading;

public sealed class EmbeddedTopicReaderTests(EmbeddedBrokerFixture fixture) : IClassFixture<EmbeddedBrokerFixture>
{
    [Fact]
    public async Task Pages_ThatEndAtTheirBytes_HaveEveryRecordOnce()
    {
        const string topic = "pages-by-bytes";
        const int records = 20;
        await fixture.Broker.CreateTopicAsync(topic, 2);
        var connection = new KafkaConnection { BootstrapServers = fixture.Broker.BootstrapServers };
        await using var services = new ServiceCollection()
            .AddLogging().AddMetrics().AddSingleton(TimeProvider.System)
            .AddKafkaProducer("tests", o => o.Connection = connection).AddKafkaTopics(connection).AddKafkaTopicReader(connection)
            .BuildServiceProvider();
        var producer = services.GetRequiredKeyedService<IKafkaProducer>("tests");
        for (var i = 0; i < records; i++)
        {
            await producer.SendAsync(new KafkaMessage { Topic = topic, Partition = i % 2, Value = Encoding.UTF8.GetBytes($"{i,100}") });
        }

        var reader = services.GetRequiredService<IKafkaTopicReader>();
        var pages = new List<TopicPage>();
        do
        {
            pages.Add((await reader.ReadAsync(new TopicQuery { Topic = topic, After = pages.LastOrDefault()?.Next, BytesMax = 250 }))!);
        }
        while (pages[^1].Next is not null && pages.Count < records);

        Assert.All(pages, page => Assert.InRange(page.Records.Count, 0, 3));
        Assert.Equal(
            Enumerable.Range(0, records).OrderBy(i => i % 2),
            pages.SelectMany(page => page.Records).Select(record => int.Parse(Encoding.UTF8.GetString(record.Value!), System.Globalization.CultureInfo.InvariantCulture)));
    }
}
