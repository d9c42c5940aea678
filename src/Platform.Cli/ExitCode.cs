namespace Platform.Cli;

/// <summary>What the program answers its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The platform rejected it or could not be reached; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong; standard error says how it should be.</summary>
    public const int BadUsage = 2;
}
