using Platform.Cli;
using Platform.Cli.Output;
using Spectre.Console;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

// Whoever reads a pipe or a file wants lines: no frames, nothing wrapped, nothing that moves.
IOutput output = Console.IsOutputRedirected ? new PlainOutput(Console.Out) : new TerminalOutput(AnsiConsole.Console);
return await new CommandLine(output, Console.Out, Console.Error, TimeProvider.System).RunAsync(args, stop.Token);
