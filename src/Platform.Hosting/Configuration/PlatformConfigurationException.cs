namespace Platform.Configuration;

/// <summary>The configuration can't be used. The message is meant for the person at the console: print it alone, without a stack trace.</summary>
public sealed class PlatformConfigurationException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="problems">What is wrong, each complete in itself; at least one. Never holds a secret.</param>
    public PlatformConfigurationException(IReadOnlyList<string> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>What is wrong, one entry per problem.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Describe(IReadOnlyList<string> problems)
    {
        var headline = problems.Count == 1
            ? "Platform can't start:"
            : $"Platform can't start, for {problems.Count} reasons:";
        return string.Join(Environment.NewLine, problems.Select(Indent).Prepend(headline));
    }

    private static string Indent(string problem) =>
        "  " + problem.ReplaceLineEndings(Environment.NewLine + "    ");
}
