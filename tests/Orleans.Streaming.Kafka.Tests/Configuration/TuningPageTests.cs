using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

/// <summary>docs/tuning.md names every option there is, with the default it has.</summary>
public sealed class TuningPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.Find("docs", "tuning.md"));

    public static TheoryData<string, object> Options { get; } = new()
    {
        { nameof(KafkaConnection), new KafkaConnection { BootstrapServers = "" } },
        { nameof(KafkaStreamOptions), new KafkaStreamOptions() },
        { nameof(KafkaStreamTopicOptions), new KafkaStreamTopicOptions() },
        { nameof(KafkaProducerOptions), new KafkaProducerOptions() },
        { nameof(KafkaStreamsClientOptions), new KafkaStreamsClientOptions() },
        { nameof(KafkaHealthOptions), new KafkaHealthOptions() },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Page_NamesEachOptionWithItsDefault(string type, object options)
    {
        var there = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true })
            .Select(property => $"{property.Name}: {Text(property.Name, property.GetValue(options))}")
            .Order(StringComparer.Ordinal);

        var described = Rows(type).Select(row => $"{row.Name}: {row.Default}").Order(StringComparer.Ordinal);

        Assert.Equal(there, described);
    }

    [Fact]
    public void Page_LeavesNoTypeOfOptionsOut()
    {
        var all = typeof(KafkaStreamOptions).Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) || type == typeof(KafkaConnection))
            .Select(type => type.Name);

        Assert.Empty(all.Except(Options.Select(row => (string)row[0])));
    }

    private static List<(string Name, string Default)> Rows(string type)
    {
        var heading = Page.IndexOf($"(`{type}`)\n", StringComparison.Ordinal);
        Assert.True(heading >= 0, $"the page has no heading that ends in (`{type}`)");
        var end = Page.IndexOf("\n## ", heading, StringComparison.Ordinal);
        var rows = new List<(string Name, string Default)>();
        var isOptions = false;
        foreach (var line in Page[heading..(end < 0 ? Page.Length : end)].Split('\n'))
        {
            // Other tables hold measurements.
            isOptions = line.StartsWith("| option |", StringComparison.Ordinal) || (isOptions && line.StartsWith('|'));
            if (isOptions && line.StartsWith("| `", StringComparison.Ordinal))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                rows.Add((cells[1].Trim('`'), cells[3]));
            }
        }

        return rows;
    }

    private static string Text(string name, object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "none",
        TimeSpan time => TextOf(time),
        int or long when name.EndsWith("BytesMax", StringComparison.Ordinal) && Convert.ToInt64(value, CultureInfo.InvariantCulture) % (1 << 20) == 0 => $"{Convert.ToInt64(value, CultureInfo.InvariantCulture) >> 20} MiB",
        int or long => ((IFormattable)value).ToString("N0", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        _ => $"`{value}`",
    };

    private static string TextOf(TimeSpan time) => time switch
    {
        { TotalMinutes: >= 1, Seconds: 0 } => $"{time.TotalMinutes:N0} min",
        { TotalSeconds: >= 1 } => $"{time.TotalSeconds:N0} s",
        _ => $"{time.TotalMilliseconds:N0} ms",
    };
}
