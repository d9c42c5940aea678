using Spectre.Console;

namespace Platform.Cli.Output;

/// <summary>Writes to a terminal: framed tables that fit its width, and a line that is replaced while work goes on.</summary>
internal sealed class TerminalOutput(IAnsiConsole console) : IOutput
{
    public Task WriteLineAsync(string line)
    {
        // Not through the console: it would wrap, and a wrapped line can't be copied.
        console.Profile.Out.Writer.WriteLine(line);
        return Task.CompletedTask;
    }

    public Task WriteTableAsync(TextTable table)
    {
        var framed = new Table { Border = TableBorder.Rounded };
        foreach (var column in table.Columns)
        {
            framed.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in table.Rows)
        {
            framed.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Write(framed);
        return Task.CompletedTask;
    }

    public Task<T> WatchAsync<T>(Func<Func<string, Task>, Task<T>> work) => console.Status().StartAsync("Waiting for the platform", status => work(line =>
    {
        status.Status = Markup.Escape(Printable.Line(line));
        return Task.CompletedTask;
    }));
}
