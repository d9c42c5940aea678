namespace Platform.Cli.Output;

/// <summary>A table of texts. A cell is one line: keys and errors come from records, and a terminal obeys control characters.</summary>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>The rows, each with a cell per column.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"A row of {cells.Length} cells does not fit {columns.Length} columns.", nameof(cells));
        }

        _rows.Add([.. cells.Select(Printable.Line)]);
    }
}
