using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orleans.Streaming.Kafka.TestSilo;

/// <summary>
/// What this process applied, a line each: monotonic time, deliverer, entity, text, topic, partition, offset. What was written
/// is the system's at once, so that it outlives a SIGKILL. Thread-safe.
/// </summary>
/// <param name="path">The file; appended to.</param>
public sealed class AppliedLog(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Notes events of one entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="deliverer">The silo that delivered them.</param>
    /// <param name="events">Their texts and where they come from.</param>
    public void Write(string entity, string deliverer, IEnumerable<(string Text, RecordPosition Position)> events)
    {
        lock (_gate)
        {
            var lines = new StringBuilder();
            foreach (var (text, position) in events)
            {
                // The system's monotonic clock: the same one in every process of this machine.
                lines.Append(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {deliverer} {entity} {text} {position.Topic} {position.Partition} {position.Offset}\n");
            }

            _file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
