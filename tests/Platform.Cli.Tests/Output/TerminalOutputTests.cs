using Platform.Cli.Output;
using Spectre.Console;

namespace Platform.Cli.Tests.Output;

public sealed class TerminalOutputTests
{
    [Fact]
    public async Task Table_OnATerminal_HasAFrameAndLosesNothing()
    {
        var table = new TextTable("ENTITY", "ERROR");
        table.Add("meter/1", "[red]no markup[/] " + string.Join(' ', Enumerable.Range(0, 40)));

        var written = await WriteAsync(AnsiSupport.No, output => output.WriteTableAsync(table));

        Assert.Contains("╭", written, StringComparison.Ordinal);
        Assert.Contains("[red]no markup[/]", written, StringComparison.Ordinal);
        Assert.Contains(" 39 ", written, StringComparison.Ordinal);
        Assert.All(written.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public async Task Line_OnATerminal_IsNotWrapped()
    {
        var line = new string('l', 200);

        var written = await WriteAsync(AnsiSupport.Yes, output => output.WriteLineAsync(line));

        Assert.Equal(line + Environment.NewLine, written);
    }

    [Fact]
    public async Task Watch_OnATerminal_ShowsWhatIsReportedAndReturnsTheResult()
    {
        var result = 0;

        var written = await WriteAsync(AnsiSupport.Yes, async output => result = await output.WatchAsync(async report =>
        {
            await report("[3] events are parked.");
            return 7;
        }));

        Assert.Equal(7, result);
        Assert.Contains("[3] events are parked.", written, StringComparison.Ordinal);
    }

    private static async Task<string> WriteAsync(AnsiSupport ansi, Func<TerminalOutput, Task> write)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = ansi, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 80;
        console.Profile.Capabilities.Unicode = true;
        await write(new TerminalOutput(console));
        return writer.ToString();
    }
}
