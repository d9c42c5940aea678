using System.Net;
using System.Text;
using System.Text.Json;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Shop.Events;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Admin;

[Collection(ClusterTests.Name)]
public sealed class DeadLetterRoutesTests(ClusterFixture cluster)
{
    private const string Path = "/admin/dead-letters/orders.created/0/5";

    [Fact]
    public async Task Reinject_GoesToThePartitionTheRecordCameFrom_WithoutWhatWasAdded()
    {
        var letter = Letter(("dlq-topic", "orders.created"), ("dlq-partition", "11"), ("dlq-error-type", "bad"), ("event-type", "order.created"));
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(letter));

        var answer = await app.Http.PostJsonAsync(Path + "/reinject", "").JsonAsync(HttpStatusCode.Accepted);

        var sent = Assert.Single(app.Producer.Sent);
        Assert.Equal(("orders.created", 11), (sent.Topic, sent.Partition));
        Assert.Equal(("k", "v"), (Encoding.UTF8.GetString(sent.Key!), Encoding.UTF8.GetString(sent.Value!)));
        Assert.Equal("event-type", Assert.Single(sent.Headers).Key);
        Assert.Equal(41, answer.GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Reinject_ThatIsNotAcknowledged_Is503_AndSaysThatItMayBeStored()
    {
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(Letter(("dlq-topic", "orders.created"))));
        app.Producer.Answer = _ => throw new KafkaStreamException("timed out", isTransient: true);

        var problem = await app.Http.PostJsonAsync(Path + "/reinject", "").ProblemAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Contains("may or may not have been stored", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reinject_OfARecordWithoutAnId_StaysTheEventItWas()
    {
        var topicId = Guid.NewGuid();
        var letter = Letter(("dlq-topic", "orders.cancelled"), ("dlq-topic-id", topicId.ToString()), ("dlq-partition", "3"), ("dlq-offset", "41"), ("event-id", " "));
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(letter));

        await app.Http.PostJsonAsync(Path + "/reinject", "").JsonAsync(HttpStatusCode.Accepted);

        var sent = Assert.Single(app.Producer.Sent);
        var value = "{\"orderId\":\"o-1\"}"u8.ToArray();
        var type = KeyValuePair.Create("event-type", (byte[]?)"order.cancelled"u8.ToArray());
        var decoder = new EventDecoder(ShopEvents.Catalog);
        var first = decoder.Decode(new RecordData("orders.cancelled", topicId, 3, 41, DateTimeOffset.UnixEpoch, value, [type]));
        var again = decoder.Decode(new RecordData("orders.cancelled", topicId, 3, 99, DateTimeOffset.UnixEpoch, value, [type, .. sent.Headers]));
        Assert.Equal(first.Event!.Id, again.Event!.Id);
    }

    [Fact]
    public async Task Reinject_OfARecordWithAnId_AddsNone()
    {
        var letter = Letter(("dlq-topic", "orders.cancelled"), ("dlq-partition", "3"), ("dlq-offset", "41"), ("event-id", "mine"));
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(letter));

        await app.Http.PostJsonAsync(Path + "/reinject", "").JsonAsync(HttpStatusCode.Accepted);

        Assert.Equal("mine", Encoding.UTF8.GetString(Assert.Single(Assert.Single(app.Producer.Sent).Headers).Value!));
    }

    [Fact]
    public async Task Reinject_ThatIsRefusedForGood_DoesNotSayThatItMayBeStored()
    {
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(Letter(("dlq-topic", "orders.created"))));
        app.Producer.Answer = _ => throw new KafkaStreamException("no such partition", isTransient: false);

        var problem = await app.Http.PostJsonAsync(Path + "/reinject", "").ProblemAsync(HttpStatusCode.ServiceUnavailable);

        Assert.DoesNotContain("may or may not", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reinject_OfADeadLetterThatDoesNotSayItsPartition_GoesWhereItsKeyDoes()
    {
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(Letter(("dlq-topic", "orders.created"))));

        await app.Http.PostJsonAsync(Path + "/reinject", "").JsonAsync(HttpStatusCode.Accepted);

        Assert.Null(Assert.Single(app.Producer.Sent).Partition);
    }

    [Theory]
    [InlineData("dlq-sequence", "4", "order/7 has parked with the sequence 4. Redrive that entity instead.")]
    [InlineData("dlq-stub-sha256", "00", "It is a stub")]
    public async Task Reinject_OfWhatIsParkedOrCut_Is409(string header, string value, string reason)
    {
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(Letter(("dlq-topic", "orders.created"), ("dlq-entity", "order/7"), (header, value))));

        var problem = await app.Http.PostJsonAsync(Path + "/reinject", "").ProblemAsync(HttpStatusCode.Conflict);

        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(app.Producer.Sent);
    }

    [Fact]
    public async Task Reinject_OfARecordThatBroughtSuchHeadersAlong_GoesBackAsItCame()
    {
        (string, string)[] foreign = [("dlq-topic", "other"), ("dlq-sequence", "4"), ("dlq-entity", "order/7"), ("dlq-stub-sha256", "00"), ("event-id", "mine")];
        var letter = Letter([.. foreign, ("dlq-topic", "orders.created"), ("dlq-partition", "3"), ("dlq-offset", "41"), ("dlq-error", "ours")]);
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(letter));

        var shown = await app.Http.GetAsync(Path).JsonAsync();
        await app.Http.PostJsonAsync(Path + "/reinject", "").JsonAsync(HttpStatusCode.Accepted);

        Assert.Equal(JsonValueKind.Null, shown.GetProperty("sequence").ValueKind);
        Assert.Equal(("orders.created", "ours", 5), (shown.GetProperty("sourceTopic").GetString(), shown.GetProperty("error").GetString(), shown.GetProperty("headers").GetArrayLength()));
        var sent = Assert.Single(app.Producer.Sent);
        Assert.Equal(("orders.created", 3), (sent.Topic, sent.Partition));
        Assert.Equal(foreign, sent.Headers.Select(header => (header.Key, Encoding.UTF8.GetString(header.Value!))));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/reinject")]
    public async Task DeadLetter_ThatIsNotThere_Is404(string method, string more)
    {
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(null));

        await app.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), Path + more)).ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task List_PassesOnWhatWasAskedFor()
    {
        var reader = new Reader(Letter(("dlq-topic", "orders.created"), ("dlq-error-type", "bad")));
        await using var app = await AdminApp.StartAsync(cluster, reader: reader);

        var answer = await app.Http.GetAsync("/admin/dead-letters?topic=orders.created&error=bad&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&after=3/17&limit=9").JsonAsync();

        var query = Assert.IsType<TopicQuery>(reader.Asked);
        Assert.Equal(("orders.created.dlq", new TopicPosition(3, 17), 9), (query.Topic, query.After, query.Limit));
        Assert.Equal((1, 2), (query.From!.Value.Day, query.To!.Value.Day));
        Assert.True(query.Filter!(Letter(("dlq-topic", "orders.created"), ("dlq-error-type", "bad"))));
        Assert.False(query.Filter!(Letter(("dlq-error-type", "bad"), ("dlq-topic", "orders.created"), ("dlq-error-type", "other"))));
        Assert.Equal("bad", Assert.Single(answer.GetProperty("deadLetters").EnumerateArray()).GetProperty("errorType").GetString());
        Assert.Equal("1/2", answer.GetProperty("next").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?topic=t&after=x")]
    [InlineData("?topic=t&from=yesterday")]
    [InlineData("?topic=t&limit=0")]
    public async Task List_WhenAskedWrongly_Is400(string query)
    {
        await using var app = await AdminApp.StartAsync(cluster, reader: new Reader(null));

        await app.Http.GetAsync("/admin/dead-letters" + query).ProblemAsync(HttpStatusCode.BadRequest);
    }

    private static KafkaRecord Letter(params (string Name, string Value)[] headers) => new()
    {
        Position = new RecordPosition("orders.created.dlq", Guid.Empty, 0, 5, -1),
        Timestamp = DateTimeOffset.UnixEpoch,
        Key = "k"u8.ToArray(),
        Value = "v"u8.ToArray(),
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, (byte[]?)Encoding.UTF8.GetBytes(header.Value)))],
    };

    private sealed class Reader(KafkaRecord? letter) : IKafkaTopicReader
    {
        public TopicQuery? Asked { get; private set; }

        public Task<TopicPage?> ReadAsync(TopicQuery query, CancellationToken cancellationToken = default)
        {
            Asked = query;
            return Task.FromResult(letter is null ? null : new TopicPage([letter], new TopicPosition(1, 2)));
        }

        public Task<KafkaRecord?> FindAsync(string topic, int partition, long offset, CancellationToken cancellationToken = default) => Task.FromResult(letter);
    }
}
