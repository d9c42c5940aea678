using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Processing.Tests;

/// <summary>Makes events, records and batches.</summary>
internal static class Deliveries
{
    public const string Group = "test-group";
    public static readonly Guid TopicId = new("11111111-1111-1111-1111-111111111111");
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Event Event(string name, string what = "add", int outputs = 0, string? text = null) => new()
    {
        Id = name,
        Type = "test." + what,
        Version = "1.0",
        Timestamp = Start,
        CorrelationId = "correlation of " + name,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        Payload = new TestPayload { Do = what, Name = name, Outputs = outputs, Text = text },
    };

    public static RecordPosition At(long offset, string topic = "in", int partition = 0, Guid? topicId = null, int epoch = 0) =>
        new(topic, topicId ?? TopicId, partition, offset, epoch);

    public static ReceivedEvent Record(Event @event, RecordPosition position, TimeSpan? after = null) => new()
    {
        Position = position,
        Timestamp = Start + (after ?? TimeSpan.Zero),
        Key = "key of " + @event.Id,
        Value = @event,
        Raw = TestRecords.RawOf(@event),
    };

    public static EventBatch Batch(params ReceivedEvent[] records) => new() { Group = Group, Events = records };
}
