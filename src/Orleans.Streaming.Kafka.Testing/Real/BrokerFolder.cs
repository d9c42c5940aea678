namespace Orleans.Streaming.Kafka.Testing;

/// <summary>A broker's files.</summary>
/// <param name="Path">The folder.</param>
internal sealed record BrokerFolder(string Path)
{
    private const int OutputTailLines = 40;

    public string SettingsFile => System.IO.Path.Combine(Path, "server.properties");

    public string OutputFile => System.IO.Path.Combine(Path, "output.log");

    public string DataFolder => System.IO.Path.Combine(Path, "data");

    /// <summary>The last lines the broker wrote.</summary>
    public string OutputTail() => File.Exists(OutputFile)
        ? string.Join(Environment.NewLine, File.ReadLines(OutputFile).TakeLast(OutputTailLines))
        : "(no output)";
}
