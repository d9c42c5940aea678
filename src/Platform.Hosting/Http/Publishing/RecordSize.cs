using System.Text;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting;

/// <summary>How large a record is for the broker's limits.</summary>
internal static class RecordSize
{
    /// <summary>The bytes of key, value and headers.</summary>
    public static int Of(KafkaMessage message) =>
        (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0) + message.Headers.Sum(header => Encoding.UTF8.GetByteCount(header.Key) + (header.Value?.Length ?? 0));
}
