namespace Platform.Cli.Output;

/// <summary>Writes lines that scripts read: two spaces between columns, nothing shortened, nothing wrapped.</summary>
internal sealed class PlainOutput(TextWriter writer) : IOutput
{
    private const string Gap = "  ";

    public Task WriteLineAsync(string line) => writer.WriteLineAsync(line);

    public async Task WriteTableAsync(TextTable table)
    {
        await writer.WriteLineAsync(string.Join(Gap, table.Columns));
        foreach (var row in table.Rows)
        {
            await writer.WriteLineAsync(string.Join(Gap, row));
        }
    }

    // A line only where something changed: a redrive of an hour would be thousands of the same.
    public Task<T> WatchAsync<T>(Func<Func<string, Task>, Task<T>> work)
    {
        var last = "";
        return work(async line =>
        {
            if (!string.Equals(line, last, StringComparison.Ordinal))
            {
                last = line;
                await writer.WriteLineAsync(line);
            }
        });
    }
}
