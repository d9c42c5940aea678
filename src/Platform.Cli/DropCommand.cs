using System.Globalization;

namespace Platform.Cli;

/// <summary><c>dlq drop</c>.</summary>
internal static class DropCommand
{
    public static async Task RunAsync(Arguments arguments, string[] what, AdminClient client, TextWriter output, CancellationToken cancellationToken)
    {
        arguments.AllowOnly("--reason", "--sequence");
        var path = what is [var entity] ? AdminPaths.Entity(entity) : throw new UsageException("drop needs GRAIN/KEY.");
        var reason = arguments.Option("--reason") ?? throw new UsageException("drop needs --reason: it is recorded with what is dropped.");
        var answer = await client.PostAsync(path + "/drop", new { reason, sequence = SequenceIn(arguments) }, cancellationToken);
        await output.WriteLineAsync($"{answer.GetProperty("dropped")} events of {what[0]} were dropped.");
    }

    private static long? SequenceIn(Arguments arguments)
    {
        if (arguments.Option("--sequence") is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0
            ? sequence
            : throw new UsageException($"--sequence is '{text}'; it must be a whole number from 1 on.");
    }
}
