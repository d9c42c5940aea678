using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The words that docs/glossary.md gives up: in no source, log line, API text or page.</summary>
public sealed class VocabularyRules
{
    private static readonly string[] Folders = ["src", "grains", "silo", "samples", "docs", "templates"];

    // Each with the field's term; a word that also has a meaning of its own is banned in the phrases of the old dialect only.
    [Theory]
    [InlineData(@"\bbur(y|ied|ial|ies)\b", "dead-letter")]
    [InlineData(@"\bhand(s|ed|ing)?( it| them| him)? in again\b", "reinject")]
    [InlineData(@"\bhand(s|ed|ing)? (\w+ )?back\b", "redrive")]
    [InlineData(@"\bheld back\b|\bholds? back\b", "circuit breaker")]
    [InlineData(@"\bstands? in line\b|\bStandInLine\b|\bHireWorkers\b", "enqueue, ready queue")]
    [InlineData(@"\bcondemned\b|\bguilty\b", "failing")]
    [InlineData(@"\bputs? off\b|\bPutOff", "deferred")]
    [InlineData(@"\bsets? aside\b|\bSetAside", "rejected")]
    [InlineData(@"\banew\b", "again, recreated")]
    [InlineData(@"\btold\b|\btells\b", "set, reported, says")]
    [InlineData(@"\bStreamFlight\b|\bLoopPulse\b|\bHarvest\b", "delivery attempt, heartbeat, try-complete")]
    [InlineData(@"\bOutageGuard\b|\bLogPlace\b|\bKeyPlaces\b|\bSharedQuestions\b|\bKnownOffsets\b|\bRenewedAdmin\b|\bAdminInUse\b|\bClientTrouble\b|\bRequestMarks\b|\bBesideStorage\b", "see docs/glossary.md")]
    [InlineData(@"\bFailedEventsOf|\bTopicFailure\b|\bPermanentFailurePolicy\b|\bStreamFailurePolicy\b", "FailurePolicy")]
    [InlineData(@"\b\w+Answer\b", "…Response")]
    [InlineData(@"\bRefus(al|ed)[A-Z]\w*", "rejected, invalid, denied, failed")]
    public void OldWord_IsInNoSourceAndNoPage(string pattern, string instead)
    {
        var word = new Regex(pattern, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(10));

        var found = Pages().SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(at => word.IsMatch(at.Line))
            .Select(at => $"{Path.GetRelativePath(Repository.Root, file)}:{at.Number}: {at.Line.Trim()} (say: {instead})"));

        Assert.Empty(found);
    }

    private static IEnumerable<string> Pages() => Folders
        .Select(folder => Path.Combine(Repository.Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
        .Where(file => Path.GetExtension(file) is ".cs" or ".md" or ".yaml" && Path.GetFileName(file) is not ("glossary.md" or "CHANGELOG.md"))
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"));
}
