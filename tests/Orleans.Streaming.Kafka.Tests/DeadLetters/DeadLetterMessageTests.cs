using System.Text;

namespace Orleans.Streaming.Kafka.Tests.DeadLetters;

public sealed class DeadLetterMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly KafkaRecord Record = new()
    {
        Position = new RecordPosition("orders", Guid.Empty, 3, 41, 1),
        Timestamp = Now.AddDays(-1),
        Key = [1, 2],
        Value = [3, 4],
        Headers = [new("h", [5]), new("h", null), new("dlq-topic", "older"u8.ToArray())],
    };

    [Fact]
    public void Reason_WithLineBreaksAndEscapes_IsPlain()
    {
        var reason = new DeadLetterReason("a\nb", "x\r\u001b[31my\u2028\u202ez", "o\u2029-1", 1);

        Assert.Equal(("a?b", "x??[31my??z", "o?-1"), (reason.ErrorType, reason.Error, reason.Entity));
    }

    [Fact]
    public void Create_KeepsPartitionKeyBytesAndHeaders_AndAddsWhereAndWhy()
    {
        var message = DeadLetterMessage.Create(Record, new DeadLetterReason("bad-thing", "it is bad", "o-1", 3), "group", Now);

        Assert.Equal(("orders.dlq", 3), (message.Topic, message.Partition));
        Assert.Same(Record.Key, message.Key);
        Assert.Same(Record.Value, message.Value);
        Assert.Equal(Record.Headers, message.Headers.Take(3));
        Assert.Equal(
            [
                "dlq-topic=orders",
                "dlq-partition=3",
                "dlq-offset=41",
                "dlq-timestamp=2026-04-30T12:00:00.0000000+00:00",
                "dlq-group=group",
                "dlq-entity=o-1",
                "dlq-attempts=3",
                "dlq-error-type=bad-thing",
                "dlq-error=it is bad",
                "dlq-at=2026-05-01T12:00:00.0000000+00:00",
            ],
            message.Headers.Skip(3).Select(h => $"{h.Key}={Encoding.UTF8.GetString(h.Value!)}"));
    }

    [Fact]
    public void Create_WhereTheBrokerGivesTopicIds_AddsWhichTopicOfThatNameItWas()
    {
        var id = Guid.NewGuid();
        var record = new KafkaRecord { Position = new RecordPosition("orders", id, 3, 41, 1), Timestamp = Now };

        var message = DeadLetterMessage.Create(record, new DeadLetterReason("bad-thing", "it is bad", "o-1", 3), "group", Now);

        Assert.Equal(id.ToString(), Encoding.UTF8.GetString(message.Headers.Single(h => h.Key == "dlq-topic-id").Value!));
    }

    [Fact]
    public void Create_WhenTheRecordIsParked_AddsItsSequenceToTheCopy()
    {
        var parked = new DeadLetterReason("entity-quarantined", "behind another", "o-1", 1) { Sequence = 7 };

        var message = DeadLetterMessage.Create(Record, parked, "group", Now);
        var stub = DeadLetterMessage.CreateStub(Record, parked, isKept: true, "group", Now);

        Assert.All([message, stub], copy => Assert.Equal("7", Encoding.UTF8.GetString(copy.Headers.Single(h => h.Key == "dlq-sequence").Value!)));
    }

    [Fact]
    public void Create_WhenEverythingIsLong_AddsNoMoreThanEightKiB_AndCutsNoCharacterInTwo()
    {
        var monster = new string('é', 300) + string.Concat(Enumerable.Repeat("😀", 10_000));

        var record = new KafkaRecord { Position = new RecordPosition(new string('t', 249), Guid.NewGuid(), int.MaxValue, long.MaxValue, 1), Timestamp = Now };

        var message = DeadLetterMessage.Create(record, new DeadLetterReason(monster, monster, monster, int.MaxValue) { Sequence = long.MaxValue }, monster, Now);

        var added = message.Headers.ToList();
        Assert.InRange(added.Sum(h => Encoding.UTF8.GetByteCount(h.Key) + h.Value!.Length), 4_096, 8_192);
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Assert.EndsWith("…", strict.GetString(added.Single(h => h.Key == "dlq-error").Value!), StringComparison.Ordinal);
        Assert.All(added, h => strict.GetString(h.Value!));
    }

    [Fact]
    public void CreateStub_SaysWhereHowLargeWhichHashAndWhy()
    {
        var stub = DeadLetterMessage.CreateStub(Record, new DeadLetterReason("bad-thing", "it is bad", null, 0), isKept: false, "group", Now);

        var headers = Texts(stub);
        Assert.Null(stub.Value);
        Assert.Same(Record.Key, stub.Key);
        Assert.Equal(("false", "3"), (headers["dlq-stub-kept"], headers["dlq-stub-headers"]));
        Assert.Equal("41", headers["dlq-offset"]);
        Assert.Equal("2", headers["dlq-stub-bytes"]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([3, 4])), headers["dlq-stub-sha256"]);
        Assert.Equal("it is bad", headers["dlq-error"]);
        Assert.DoesNotContain("dlq-entity", headers.Keys);
        Assert.DoesNotContain("dlq-stub-key-bytes", headers.Keys);
    }

    [Fact]
    public void CreateStub_WhenTheKeyIsLarge_LeavesItOutAndGivesItsHash()
    {
        var key = new byte[1_025];
        var record = new KafkaRecord { Position = Record.Position, Timestamp = Record.Timestamp, Key = key };

        var stub = DeadLetterMessage.CreateStub(record, new DeadLetterReason("bad-thing", "it is bad", null, 0), isKept: true, "group", Now);

        var headers = Texts(stub);
        Assert.Null(stub.Key);
        Assert.Equal(("true", "1025", "0"), (headers["dlq-stub-kept"], headers["dlq-stub-key-bytes"], headers["dlq-stub-bytes"]));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(key)), headers["dlq-stub-key-sha256"]);
    }

    [Fact]
    public void Create_WhenTheErrorHasNoText_SaysNothingInsteadOfFailing()
    {
        var message = DeadLetterMessage.Create(Record, new DeadLetterReason(null!, null!, null, 0), "group", Now);

        Assert.Equal(("unknown", ""), (Text("dlq-error-type"), Text("dlq-error")));
        string Text(string name) => Encoding.UTF8.GetString(message.Headers.Last(h => h.Key == name).Value!);
    }

    private static Dictionary<string, string> Texts(KafkaMessage message) =>
        message.Headers.ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.Value!), StringComparer.Ordinal);
}
