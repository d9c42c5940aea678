using System.Diagnostics;
using System.Reflection;

namespace Platform.Persistence.Tests.Support;

/// <summary>What this assembly does when it is started as a program: a process that can be killed.</summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["open", var path]:
                await using (await StartAsync(path))
                {
                    return 0;
                }

            case ["write", var path]:
                await using (var harness = await StartAsync(path))
                {
                    await Task.WhenAll(Enumerable.Range(0, 8).Select(order => WriteForeverAsync(harness, $"order-{order}")));
                    return 0;
                }

            default:
                await Console.Error.WriteLineAsync("usage: open <file> | write <file>");
                return 64;
        }
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static Task<StorageHarness> StartAsync(string path) =>
        StorageHarness.StartAsync(new DatabaseFile(path));

    /// <summary>Prints the order and its version once the write was acknowledged.</summary>
    private static async Task WriteForeverAsync(StorageHarness harness, string order)
    {
        var state = StorageHarness.New();
        for (var version = 1; ; version++)
        {
            state.State!.Version = version;
            await harness.WriteAsync(order, state);
            await Console.Out.WriteLineAsync($"{order} {version}");
        }
    }
}
