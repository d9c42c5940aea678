using System.Text;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>What silos applied, read from their logs as these grow: whoever waits looks again and again, beside the silos it waits for.</summary>
internal sealed class AppliedLogs
{
    private readonly List<Log> _logs = [];
    private readonly List<Applied> _applied = [];

    public void Add(string path) => _logs.Add(new Log(path));

    /// <summary>All that was applied until now, in the order of time.</summary>
    public List<Applied> Read()
    {
        foreach (var log in _logs)
        {
            _applied.AddRange(log.ReadOn());
        }

        return [.. _applied.OrderBy(a => a.At)];
    }

    private sealed class Log(string path)
    {
        private readonly string _silo = Path.GetFileName(path);
        private long _read;

        public IEnumerable<Applied> ReadOn()
        {
            if (!File.Exists(path))
            {
                return [];
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite) { Position = _read };
            var bytes = new byte[file.Length - _read];
            file.ReadExactly(bytes);
            // The rest of a line is still being written, or its writer was killed.
            var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            _read += whole;
            return Encoding.UTF8.GetString(bytes, 0, whole)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => Applied.Parse(_silo, line));
        }
    }
}
