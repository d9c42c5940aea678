using System.Text.RegularExpressions;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Persistence;
using Platform.Processing;

namespace Shop.Silo.Tests.Settings;

/// <summary>Whatever a log line, a status or an error names as a setting can be set where it is read: in the shop's configuration.</summary>
public sealed partial class AdviceTests
{
    // What a hole in a path stands for.
    private static readonly string[] Sections = ["Cluster", "Storage", "Kafka", "Auth", "Gateway", "orders", "topic"];

    // Names that are no path in a text: the setting that follows them, or null where the option is set in code only and the text says so to its developer.
    private static readonly Dictionary<string, string?> Named = new(StringComparer.Ordinal)
    {
        ["MembershipTimings.cs: LivenessEnabled"] = null,
        ["MembershipTimings.cs: NumMissedProbesLimit"] = null,
        ["MembershipTimings.cs: ProbeTimeout"] = null,
        ["OwnerClaim.cs: TakeOverFrom"] = "Storage:TakeOverFrom",
        ["RecordedPositions.cs: TrustCommittedOffsets"] = "Groups:orders:TrustCommittedOffsets",
        ["StreamNamespaces.cs: NamespaceHeader"] = null,
        ["KnownTexts.cs: KnownTexts"] = null,
        ["StatePayload.cs: StateBytesMax"] = null,
    };

    [Fact]
    public void Paths_InTexts_AreSettings()
    {
        string[] paths = [.. Texts("src/Platform.Hosting", "grains", "silo").SelectMany(text => PathPattern.Matches(text.Text)).Select(match => match.Groups["path"].Value).Distinct()];

        Assert.True(paths.Length > 40, $"Only {paths.Length} paths are found in texts.");
        Assert.DoesNotContain(paths, path => !Expansions(path.Replace("__", ":", StringComparison.Ordinal)).Any(IsSetting));
    }

    [Fact]
    public void OptionsOfAGroup_InTextsOfTheProvider_AreSettingsOfEachGroup()
    {
        string[] options = [.. Sources("src/Orleans.Streaming.Kafka").SelectMany(file => SettingOfPattern.Matches(File.ReadAllText(file))).Select(match => match.Groups["option"].Value).Distinct()];

        Assert.Contains(nameof(KafkaStreamOptions.TopicRecreated), options);
        foreach (var group in Application.Check().Groups)
        {
            Assert.DoesNotContain(options.Except([nameof(KafkaStreamOptions.AllowFewerReplicas)]), option => !IsSetting($"Groups:{group.Name}:{option}"));
        }
    }

    [Fact]
    public void OptionsThatTextsName_AreNamedAsTheirSettings()
    {
        var options = new[] { typeof(KafkaStreamOptions), typeof(KafkaStreamTopicOptions), typeof(KafkaProducerOptions), typeof(ProcessingOptions), typeof(PostgresStorageOptions), typeof(Orleans.Configuration.ClusterMembershipOptions) }
            .SelectMany(type => type.GetProperties()).Select(option => option.Name).Where(name => name.Skip(1).Any(char.IsUpper)).ToHashSet(StringComparer.Ordinal);

        // A validator puts its option's setting before the text; what else it names is beside that.
        var found = from text in Texts("src/Orleans.Streaming.Kafka", "src/Platform.Processing", "src/Platform.Persistence")
                    where !text.File.EndsWith("Validator.cs", StringComparison.Ordinal) && !text.File.EndsWith("Rules.cs", StringComparison.Ordinal) && text.File != "OwnedProperties.cs"
                    from Match name in WordPattern.Matches(SettingOfPattern.Replace(text.Text, "").Replace("{nameof(", "", StringComparison.Ordinal) is var plain ? HolePattern.Replace(plain, "") : "")
                    where options.Contains(name.Value)
                    select $"{text.File}: {name.Value}";

        Assert.Equal(string.Join('\n', Named.Keys.Order(StringComparer.Ordinal)), string.Join('\n', found.Distinct().Order(StringComparer.Ordinal)));
        Assert.All(Named.Values.OfType<string>(), path => Assert.True(IsSetting(path), path));
    }

    [Theory]
    [InlineData("Groups:orders:TopicRecreate")]
    [InlineData("Groups:nobody:TopicRecreated")]
    [InlineData("Storage:TakeOver")]
    [InlineData("Kafka:TopicRecreated")]
    [InlineData("Authority")]
    public void Setting_ThatIsNone_IsFoundOut(string path) => Assert.False(IsSetting(path));

    private static IEnumerable<string> Expansions(string path)
    {
        var hole = HolePattern.Match(path);
        return hole.Success ? Sections.SelectMany(section => Expansions(path[..hole.Index] + section + path[(hole.Index + hole.Length)..])) : [path];
    }

    private static bool IsSetting(string path)
    {
        try
        {
            Application.Check((path, "x"));
            return true;
        }
        catch (PlatformConfigurationException refusal)
        {
            return !refusal.Problems.Any(problem => problem.Contains("There is no such setting", StringComparison.Ordinal) && $"Platform:{path}".StartsWith(problem.Split(' ')[0], StringComparison.OrdinalIgnoreCase));
        }
    }

    // Literals with a space: a person reads them. Holes stay.
    private static IEnumerable<(string File, string Text)> Texts(params string[] folders) =>
        from file in Sources(folders)
        from line in File.ReadLines(file)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match literal in LiteralPattern.Matches(line)
        where literal.Value.Contains(' ', StringComparison.Ordinal) || literal.Value.Contains("Platform", StringComparison.Ordinal)
        select (Path.GetFileName(file), literal.Value);

    private static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LiteralPattern { get; }

    [GeneratedRegex("Platform(?::|__)(?<path>(?:[A-Z][A-Za-z0-9]*|\\{[^{}]*\\})(?:(?::|__)(?:[A-Za-z][A-Za-z0-9-]*|\\{[^{}]*\\}))*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PathPattern { get; }

    [GeneratedRegex("SettingOf\\(nameof\\([A-Za-z_]+\\.(?<option>[A-Za-z]+)\\)\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SettingOfPattern { get; }

    [GeneratedRegex("\\{[^{}]*\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex HolePattern { get; }

    [GeneratedRegex("\\b[A-Z][A-Za-z]+\\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex WordPattern { get; }
}
