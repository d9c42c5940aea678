using System.Text.Json;

namespace Platform.Cli;

/// <summary><c>dlq show</c>: the route's answer as it is, indented.</summary>
internal static class ShowCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task RunAsync(Arguments arguments, string[] what, AdminClient client, TextWriter output, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync(PathOf(arguments, what), cancellationToken);
        await output.WriteLineAsync(JsonSerializer.Serialize(answer, Indented));
    }

    private static string PathOf(Arguments arguments, string[] what)
    {
        switch (what)
        {
            case [var entity]:
                arguments.AllowOnly("--from", "--limit");
                return AdminPaths.WithQuery(AdminPaths.Entity(entity), ("from", arguments.Option("--from")), ("limit", arguments.Option("--limit")));
            case [var topic, var partition, var offset]:
                arguments.AllowOnly();
                return AdminPaths.DeadLetter(topic, partition, offset);
            default:
                throw new UsageException("show needs GRAIN/KEY, or TOPIC PARTITION OFFSET.");
        }
    }
}
