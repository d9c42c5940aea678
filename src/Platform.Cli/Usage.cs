namespace Platform.Cli;

/// <summary>The help.</summary>
internal static class Usage
{
    public const string Text = """
        platform dlq list      [--error TYPE] [--after GRAIN/KEY] [--limit N]          entities in quarantine
        platform dlq list      --topic TOPIC [--error TYPE] [--from TIME] [--to TIME] [--after P/O] [--limit N]
                                                                                       dead letters of a topic
        platform dlq show      GRAIN/KEY [--from SEQUENCE] [--limit N]                 an entity, what it has parked and what was dropped;
                                                                                       its "next" is the --from of what follows
        platform dlq show      TOPIC PARTITION OFFSET                                  a dead letter
        platform dlq redrive   GRAIN/KEY [--no-wait]                                   hand its parked events back
        platform dlq redrive   --error TYPE [--no-wait]                                … of all entities stopped by that error
        platform dlq redrive   TOPIC PARTITION OFFSET                                  hand a lone dead letter in again
        platform dlq drop      GRAIN/KEY --reason TEXT [--sequence N]                  drop one parked event, or all

        --url URL   where the platform listens (default http://localhost:8080)
        --help      this text

        A redrive goes on by itself once it has begun; --no-wait returns then. Exit code: 0 done, 1 failed, 2 wrong usage.
        """;
}
