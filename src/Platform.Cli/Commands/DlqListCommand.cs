using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Platform.Cli.Admin;
using Platform.Cli.Output;
using Platform.Cli.Usage;

namespace Platform.Cli.Commands;

/// <summary><c>dlq list</c>: a page of the entities in quarantine, or of a topic's dead letters.</summary>
internal sealed class DlqListCommand : OperatorCommand
{
    private readonly IOutput _output;
    private readonly Option<string> _topic = new("--topic") { Description = "List the dead letters of this topic instead of entities.", HelpName = "topic" };
    private readonly Option<string> _error = new("--error") { Description = "Only what failed with this error type.", HelpName = "type" };
    private readonly Option<string> _from = new("--from") { Description = "With --topic: only dead letters from this time on (2026-01-31T12:00:00Z).", HelpName = "time" };
    private readonly Option<string> _to = new("--to") { Description = "With --topic: only dead letters before this time.", HelpName = "time" };
    private readonly Option<string> _after = new("--after") { Description = "Begin after this one: what the page before ended with.", HelpName = "grain/key|partition/offset" };
    private readonly Option<long?> _limit = new("--limit") { Description = "How many at most.", HelpName = "count", CustomParser = WholeNumber.Parser("--limit", 1L) };

    public DlqListCommand(Option<Uri> url, IOutput output)
        : base(
            "list",
            "Lists the entities in quarantine or with rejected outputs, or with --topic the dead letters of a topic.",
            url,
            "platform dlq list --error <type> --limit 100",
            "platform dlq list --topic <topic> --from 2026-01-31T12:00:00Z")
    {
        _output = output;
        foreach (var option in (Option[])[_topic, _error, _from, _to, _after, _limit])
        {
            Options.Add(option);
        }

        Validators.Add(Validate);
    }

    protected override Task RunAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken) =>
        parsed.GetValue(_topic) is null ? ListEntitiesAsync(parsed, client, cancellationToken) : ListDeadLettersAsync(parsed, client, cancellationToken);

    private void Validate(CommandResult command)
    {
        if (command.GetResult(_topic) is null && (command.GetResult(_from) ?? command.GetResult(_to)) is { } time)
        {
            command.AddError($"{time.Option.Name} needs --topic: it selects dead letters by their time.");
        }
    }

    private async Task ListEntitiesAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken)
    {
        var page = await client.GetAsync(
            AdminPaths.WithQuery(AdminPaths.Quarantine, ("errorType", parsed.GetValue(_error)), ("after", parsed.GetValue(_after)), ("limit", LimitIn(parsed))),
            cancellationToken);
        var table = new TextTable("ENTITY", "PARKED", "OUTPUTS", "SINCE", "STATE", "ERROR");
        foreach (var entity in page.GetProperty("entities").EnumerateArray())
        {
            table.Add(
                EntityState.NameOf(entity),
                $"{entity.GetProperty("waiting")}",
                $"{EntityState.RejectedOutputsOf(entity)}",
                $"{entity.GetProperty("since")}",
                EntityState.NameOfState(entity),
                EntityState.ErrorOf(entity));
        }

        await WriteAsync(table, "No entity is in quarantine.", page);
    }

    private async Task ListDeadLettersAsync(ParseResult parsed, AdminClient client, CancellationToken cancellationToken)
    {
        var page = await client.GetAsync(
            AdminPaths.WithQuery(
                AdminPaths.DeadLetters,
                ("topic", parsed.GetValue(_topic)),
                ("error", parsed.GetValue(_error)),
                ("from", parsed.GetValue(_from)),
                ("to", parsed.GetValue(_to)),
                ("after", parsed.GetValue(_after)),
                ("limit", LimitIn(parsed))),
            cancellationToken);

        // The position is one column: it is copied as it is into dlq show and dlq reinject.
        var table = new TextTable("TOPIC PARTITION OFFSET", "TIME", "ENTITY", "SEQUENCE", "ERROR");
        foreach (var letter in page.GetProperty("deadLetters").EnumerateArray())
        {
            table.Add(
                $"{letter.GetProperty("topic")} {letter.GetProperty("partition")} {letter.GetProperty("offset")}",
                $"{letter.GetProperty("timestamp")}",
                OrDash(letter, "entity"),
                OrDash(letter, "sequence"),
                EntityState.ErrorOf(letter));
        }

        // A page may end before anything that matches is found.
        await WriteAsync(table, NextIn(page) is null ? "No dead letter." : "No dead letter so far.", page);
    }

    private async Task WriteAsync(TextTable table, string none, JsonElement page)
    {
        await (table.Rows.Count == 0 ? _output.WriteLineAsync(none) : _output.WriteTableAsync(table));
        if (NextIn(page) is { } next)
        {
            await _output.WriteLineAsync($"More: --after {next}");
        }
    }

    private string? LimitIn(ParseResult parsed) => parsed.GetValue(_limit)?.ToString(CultureInfo.InvariantCulture);

    private static string? NextIn(JsonElement page) => page.GetProperty("next") is { ValueKind: JsonValueKind.String } next ? next.GetString() : null;

    private static string OrDash(JsonElement letter, string name) => letter.GetProperty(name) is { ValueKind: JsonValueKind.String } value ? value.ToString() : "-";
}
