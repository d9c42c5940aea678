using System.Text;

namespace Benchmarks;

/// <summary>A table that reads well as text, too.</summary>
/// <param name="head">The columns; all but the first are aligned to the right.</param>
internal sealed class MarkdownTable(params string[] head)
{
    private readonly List<string[]> _rows = [head];

    /// <param name="cells">As many as there are columns.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, head.Length).Select(column => Math.Max(3, _rows.Max(row => row[column].Length)))];
        var text = new StringBuilder();
        foreach (var (index, row) in _rows.Index())
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).AppendLine(" |");
            if (index == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")).AppendLine("|");
            }
        }

        return text.ToString();
    }
}
