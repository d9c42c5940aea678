using System.Text.Json;

namespace Platform.Cli;

/// <summary><c>dlq list</c>.</summary>
internal static class ListCommand
{
    public static Task RunAsync(Arguments arguments, AdminClient client, TextWriter output, CancellationToken cancellationToken) =>
        arguments.Option("--topic") is null ? EntitiesAsync(arguments, client, output, cancellationToken) : LettersAsync(arguments, client, output, cancellationToken);

    private static async Task EntitiesAsync(Arguments arguments, AdminClient client, TextWriter output, CancellationToken cancellationToken)
    {
        arguments.AllowOnly("--error", "--after", "--limit");
        var page = await client.GetAsync(
            AdminPaths.WithQuery("admin/quarantine", ("errorType", arguments.Option("--error")), ("after", arguments.Option("--after")), ("limit", arguments.Option("--limit"))),
            cancellationToken);
        var entities = page.GetProperty("entities");
        await output.WriteLineAsync(entities.GetArrayLength() == 0 ? "No entity is in quarantine." : "ENTITY  WAITING  SINCE  STATE  ERROR");
        foreach (var entity in entities.EnumerateArray())
        {
            await output.WriteLineAsync(
                $"{entity.GetProperty("grain")}/{entity.GetProperty("key")}  {entity.GetProperty("waiting")}  {entity.GetProperty("since")}  "
                + $"{(entity.GetProperty("isRedriving").GetBoolean() ? "redriving" : "stopped")}  {entity.GetProperty("errorType")}: {entity.GetProperty("error")}");
        }

        await WriteNextAsync(page, output);
    }

    private static async Task LettersAsync(Arguments arguments, AdminClient client, TextWriter output, CancellationToken cancellationToken)
    {
        arguments.AllowOnly("--topic", "--error", "--from", "--to", "--after", "--limit");
        var page = await client.GetAsync(
            AdminPaths.WithQuery(
                "admin/dead-letters",
                ("topic", arguments.Option("--topic")),
                ("error", arguments.Option("--error")),
                ("from", arguments.Option("--from")),
                ("to", arguments.Option("--to")),
                ("after", arguments.Option("--after")),
                ("limit", arguments.Option("--limit"))),
            cancellationToken);
        var letters = page.GetProperty("deadLetters");
        await output.WriteLineAsync(letters.GetArrayLength() == 0 ? None(page) : "TOPIC PARTITION OFFSET  TIME  ENTITY  SEQUENCE  ERROR");
        foreach (var letter in letters.EnumerateArray())
        {
            await output.WriteLineAsync(
                $"{letter.GetProperty("topic")} {letter.GetProperty("partition")} {letter.GetProperty("offset")}  {letter.GetProperty("timestamp")}  "
                + $"{OrDash(letter, "entity")}  {OrDash(letter, "sequence")}  {letter.GetProperty("errorType")}: {letter.GetProperty("error")}");
        }

        await WriteNextAsync(page, output);
    }

    // A page may end before anything that was asked for is found.
    private static string None(JsonElement page) => page.GetProperty("next").ValueKind == JsonValueKind.Null ? "No dead letter." : "No dead letter so far.";

    private static string OrDash(JsonElement letter, string name) => letter.GetProperty(name) is { ValueKind: JsonValueKind.String } value ? value.ToString() : "-";

    private static async Task WriteNextAsync(JsonElement page, TextWriter output)
    {
        if (page.GetProperty("next") is { ValueKind: JsonValueKind.String } next)
        {
            await output.WriteLineAsync($"More: --after {next}");
        }
    }
}
