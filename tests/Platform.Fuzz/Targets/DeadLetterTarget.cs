using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orleans.Streaming.Kafka;
using Platform.Hosting.Admin;

namespace Platform.Fuzz.Targets;

/// <summary>The routes below <c>/admin/dead-letters</c>, in front of dead letters with headers of anybody's.</summary>
internal sealed class DeadLetterTarget : ITarget
{
    private static readonly string[] Names = ["topic", "error", "from", "to", "after", "limit"];

    private static readonly string[] HeaderNames =
    [
        DeadLetterHeaders.Topic, DeadLetterHeaders.TopicId, DeadLetterHeaders.Partition, DeadLetterHeaders.Offset, DeadLetterHeaders.Entity, DeadLetterHeaders.Sequence,
        DeadLetterHeaders.ErrorType, DeadLetterHeaders.Error, DeadLetterHeaders.Attempts, DeadLetterHeaders.At, DeadLetterHeaders.StubSha256, "event-id", "other",
    ];

    public string? Try(Input input)
    {
        var context = new DefaultHttpContext();
        context.Request.Query = new QueryCollection(Names.Where(_ => input.Below(3) > 0).ToDictionary(name => name, _ => new StringValues(input.Text())));
        var operations = new DeadLetterOperations(new Reader(DeadLetter(input)), new Producer());
        Task answered = input.Below(3) switch
        {
            0 => DeadLetterHandlers.ListAsync(context, operations, CancellationToken.None),
            1 => DeadLetterHandlers.GetAsync(input.Text(), input.Below(9), input.Below(9), operations, CancellationToken.None),
            _ => DeadLetterHandlers.ReinjectAsync(input.Text(), input.Below(9), input.Below(9), operations, CancellationToken.None),
        };
        answered.GetAwaiter().GetResult();
        return null;
    }

    private static KafkaRecord DeadLetter(Input input) => new()
    {
        Position = new RecordPosition("t.dlq", Guid.Empty, 0, 0, 0),
        Timestamp = DateTimeOffset.UnixEpoch,
        Key = Bytes(input),
        Value = Bytes(input),
        Headers = [.. Enumerable.Range(0, input.Below(8)).Select(_ => new KeyValuePair<string, byte[]?>(input.OneOf(HeaderNames), Bytes(input)))],
    };

    private static byte[]? Bytes(Input input) => input.Below(8) == 0 ? null : Encoding.UTF8.GetBytes(input.Text());

    private sealed class Reader(KafkaRecord deadLetter) : IKafkaTopicReader
    {
        public Task<TopicPage?> ReadAsync(TopicQuery query, CancellationToken cancellationToken = default)
        {
            KafkaRecord[] found = query.Filter is null || query.Filter(deadLetter) ? [deadLetter] : [];
            return Task.FromResult<TopicPage?>(new TopicPage(found, null));
        }

        public Task<KafkaRecord?> FindAsync(string topic, int partition, long offset, CancellationToken cancellationToken = default) => Task.FromResult<KafkaRecord?>(deadLetter);
    }

    // Rejects what the real one rejects before anything is sent.
    private sealed class Producer : IKafkaProducer
    {
        public Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default)
        {
            ArgumentException.ThrowIfNullOrEmpty(message.Topic);
            ArgumentOutOfRangeException.ThrowIfNegative(message.Partition ?? 0);
            return Task.FromResult(new SentRecord(message.Topic, message.Partition ?? 0, 1));
        }

        public Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
