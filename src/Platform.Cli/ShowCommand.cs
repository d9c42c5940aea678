using System.Text.Json;

namespace Platform.Cli;

/// <summary><c>dlq show</c>: the route's answer as it is, indented.</summary>
internal static class ShowCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task RunAsync(Arguments arguments, string[] what, AdminClient client, TextWriter output, CancellationToken cancellationToken)
    {
        arguments.AllowOnly();
        var path = what switch
        {
            [var entity] => AdminPaths.Entity(entity),
            [var topic, var partition, var offset] => AdminPaths.DeadLetter(topic, partition, offset),
            _ => throw new UsageException("show needs GRAIN/KEY, or TOPIC PARTITION OFFSET."),
        };
        var answer = await client.GetAsync(path, cancellationToken);
        await output.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));
    }
}
