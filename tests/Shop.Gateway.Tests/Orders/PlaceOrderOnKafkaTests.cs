using System.Net;
using System.Text;
using Orleans.Streaming.Kafka;
using Orleans.Streaming.Kafka.Embedded;
using Shop.Events;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Orders;

[Collection(ClusterTests.Name)]
public sealed class PlaceOrderOnKafkaTests(ClusterFixture cluster)
{
    private const int Partitions = 12;

    [Fact]
    public async Task Post_WhenTheBrokerAcknowledges_TellsTheRealPosition()
    {
        await using var kafka = StartKafka();
        await using var gateway = await GatewayApp.StartAsync(cluster, kafka: kafka);

        var first = await gateway.Http.PostJsonAsync("/orders", """{"orderId":"o-1","userId":"ada","items":[]}""").JsonAsync(HttpStatusCode.Accepted);
        var second = await gateway.Http.PostJsonAsync("/orders", """{"orderId":"o-1","userId":"ada","items":[]}""").JsonAsync(HttpStatusCode.Accepted);

        var partition = Murmur2.PartitionOf(Encoding.UTF8.GetBytes("o-1"), Partitions);
        Assert.Equal(("orders.created", partition, 0L), PositionOf(first));
        Assert.Equal(("orders.created", partition, 1L), PositionOf(second));
    }

    [Fact]
    public async Task Post_WhenTheBrokerIsAway_Is503AndTheRepeatIsAccepted()
    {
        await using var kafka = StartKafka();
        await using var gateway = await GatewayApp.StartAsync(cluster, options => options.PublishTimeout = TimeSpan.FromSeconds(2), kafka);
        const string Body = """{"userId":"ada","items":[]}""";
        var before = await AcceptedAsync("away-1");
        kafka.BrokerDown();

        await gateway.Http.PostJsonAsync("/orders", Body, ("Idempotency-Key", "away-2")).ProblemAsync(HttpStatusCode.ServiceUnavailable);
        var repeated = await AcceptedAsync("away-1");
        kafka.BrokerUp();
        var after = await AcceptedAsync("away-2");

        Assert.Equal(before.GetRawText(), repeated.GetRawText());
        Assert.NotEqual(before.GetProperty("orderId").GetString(), after.GetProperty("orderId").GetString());

        // Connecting may take longer than one request waits; a repeat with the key is what a 503 asks for.
        async Task<System.Text.Json.JsonElement> AcceptedAsync(string key)
        {
            for (var i = 0; ; i++)
            {
                var answer = await gateway.Http.PostJsonAsync("/orders", Body, ("Idempotency-Key", key));
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || i == 10)
                {
                    return await Task.FromResult(answer).JsonAsync(HttpStatusCode.Accepted);
                }
            }
        }
    }

    private static EmbeddedKafka StartKafka()
    {
        var kafka = EmbeddedKafka.Start();
        kafka.CreateTopic(Topics.OrdersCreated, Partitions);
        return kafka;
    }

    private static (string? Topic, int Partition, long Offset) PositionOf(System.Text.Json.JsonElement answer) =>
        (answer.GetProperty("topic").GetString(), answer.GetProperty("partition").GetInt32(), answer.GetProperty("offset").GetInt64());
}
