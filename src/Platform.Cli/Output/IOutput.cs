namespace Platform.Cli.Output;

/// <summary>Where results are written: lines for whoever reads a pipe or a file, tables and a live line for a terminal.</summary>
internal interface IOutput
{
    /// <summary>Writes a line.</summary>
    Task WriteLineAsync(string line);

    /// <summary>Writes a table.</summary>
    Task WriteTableAsync(TextTable table);

    /// <summary>Does work that reports how far it is, a line each time, and shows it.</summary>
    Task<T> WatchAsync<T>(Func<Func<string, Task>, Task<T>> work);
}
