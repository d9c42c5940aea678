using System.Buffers;
using System.Buffers.Binary;

namespace Platform.Events;

/// <summary>
/// Ids that follow from what caused them, so that the same cause seen again gives the same id. All are UUIDs of version
/// 5 as lower-case text with hyphens. None may ever change: ids made before would no longer be found again.
/// </summary>
public static class EventIds
{
    private const int GuidLength = 16;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _nameOfThread;

    private static readonly Guid Records = new("6f0a2d3c-7a55-5b53-9d43-0c7c1f0f6a01");
    private static readonly Guid Outputs = new("6f0a2d3c-7a55-5b53-9d43-0c7c1f0f6a02");
    private static readonly Guid Requests = new("6f0a2d3c-7a55-5b53-9d43-0c7c1f0f6a03");

    /// <summary>Whether an id is as good as none: a blank text, or the nil UUID.</summary>
    /// <param name="id">What a record says its id is, or null.</param>
    public static bool IsAbsent(string? id) => EventIdText.OrNull(id) is null;

    /// <summary>The id of an event that carries none: it follows from where its record stands.</summary>
    /// <param name="topic">The topic's name; distinguishes topics where the broker gives no topic id.</param>
    /// <param name="topicId">The broker's id of the topic, or <see cref="Guid.Empty"/>.</param>
    /// <param name="partition">The partition number.</param>
    /// <param name="offset">The record's offset.</param>
    public static string ForRecord(string topic, Guid topicId, int partition, long offset)
    {
        var name = new NameWriter();
        name.Add(topic);
        name.Add(topicId);
        name.Add(partition);
        name.Add(offset);
        return name.ToId(Records);
    }

    /// <summary>The id of an output: of one event, one grain makes the same outputs with the same ids every time.</summary>
    /// <param name="sourceEventId">The id of the event that caused it.</param>
    /// <param name="sourceType">That event's type; an id is unique within its type only.</param>
    /// <param name="grain">Names the grain's kind and key, for example <c>meter/42</c>.</param>
    /// <param name="ordinal">Which of the outputs the grain makes of that event, from 0.</param>
    public static string ForOutput(string sourceEventId, string sourceType, string grain, int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        var name = new NameWriter();
        name.Add(sourceEventId);
        name.Add(sourceType);
        name.Add(grain);
        name.Add(ordinal);
        return name.ToId(Outputs);
    }

    /// <summary>An id for what a request with an <c>Idempotency-Key</c> makes: a repeat of the request gives the same one.</summary>
    /// <param name="route">What is being made, for example <c>POST /readings</c>; a request that makes several things has a route for each.</param>
    /// <param name="idempotencyKey">The key the caller gave.</param>
    public static string ForRequest(string route, string idempotencyKey)
    {
        var name = new NameWriter();
        name.Add(route);
        name.Add(idempotencyKey);
        return name.ToId(Requests);
    }

    /// <summary>Each text is preceded by its length, so that ("a", "bc") and ("ab", "c") are two names.</summary>
    private readonly ref struct NameWriter
    {
        private readonly ArrayBufferWriter<byte> _bytes;

        public NameWriter()
        {
            // Its own until the id is made; another thread has another.
            _bytes = _nameOfThread ??= new ArrayBufferWriter<byte>();
            _bytes.ResetWrittenCount();
        }

        public void Add(string text)
        {
            ArgumentNullException.ThrowIfNull(text);
            var length = DeterministicGuid.Utf8.GetByteCount(text);
            Add(length);
            _bytes.Advance(DeterministicGuid.Utf8.GetBytes(text, _bytes.GetSpan(length)));
        }

        public void Add(Guid id)
        {
            id.TryWriteBytes(_bytes.GetSpan(GuidLength), bigEndian: true, out var length);
            _bytes.Advance(length);
        }

        public void Add(long number)
        {
            BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), number);
            _bytes.Advance(sizeof(long));
        }

        public string ToId(Guid namespaceId) => DeterministicGuid.Create(namespaceId, _bytes.WrittenSpan).ToString("D");
    }
}
