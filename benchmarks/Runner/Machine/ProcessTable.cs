using System.Globalization;

namespace Benchmarks;

/// <summary>The processes of this machine at one moment, from <c>/proc</c>. Linux.</summary>
internal sealed class ProcessTable
{
    // /proc counts processor time in these, whatever the kernel's own clock.
    private const double TicksPerSecond = 100;

    private readonly Dictionary<int, Entry> _entries = [];

    /// <summary>Reads it.</summary>
    public static ProcessTable Read()
    {
        var table = new ProcessTable();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ReadText(id, "stat") is { } stat)
            {
                table._entries[id] = Entry.Parse(stat);
            }
        }

        return table;
    }

    /// <summary>The processor time the machine was not idle since its start.</summary>
    public static TimeSpan MachineTime()
    {
        // proc(5): user, nice, system, idle, iowait, irq, softirq, steal.
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return TimeSpan.FromSeconds(fields[1..4].Concat(fields[6..9]).Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    /// <summary>A process's arguments, separated by blanks; empty where it has ended.</summary>
    public static string CommandLine(int id) => (ReadText(id, "cmdline") ?? "").Replace('\0', ' ');

    /// <summary>What a process holds in memory now and held at most, in bytes; 0 where it has ended.</summary>
    public static (long Now, long Peak) Memory(int id)
    {
        var lines = (ReadText(id, "status") ?? "").Split('\n');
        return (Kilobytes("VmRSS:") << 10, Kilobytes("VmHWM:") << 10);

        long Kilobytes(string name) => Array.Find(lines, line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan(name.Length).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>The processor time of a process with its children: those that live, and those that ended and were waited for.</summary>
    public TimeSpan ProcessorTime(int id) =>
        TimeSpan.FromSeconds(Descendants(id).Append(id).Where(_entries.ContainsKey).Sum(one => _entries[one].Ticks) / TicksPerSecond);

    /// <summary>The children of a process, and theirs.</summary>
    public IEnumerable<int> Descendants(int id) =>
        _entries.Where(entry => entry.Value.Parent == id).SelectMany(entry => Descendants(entry.Key).Append(entry.Key));

    private static string? ReadText(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    /// <param name="Parent">The parent's id.</param>
    /// <param name="Ticks">Processor time of the process and of its children that ended.</param>
    private sealed record Entry(int Parent, long Ticks)
    {
        // proc(5): the name is in brackets and may hold anything; utime, stime, cutime and cstime are fields 14 to 17.
        public static Entry Parse(string stat)
        {
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new Entry(int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
        }
    }
}
