using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Shop.Silo.Tests.Deployment;

/// <summary>Alert rules: each has an entry in the runbook, and a test in which it fires and ends.</summary>
public sealed partial class AlertTests
{
    private static readonly string Rules = File.ReadAllText(Repository.Find("deploy", "prometheus", "alerts.yml"));
    private static readonly string Tests = File.ReadAllText(Repository.Find("deploy", "prometheus", "alerts.test.yml"));
    private static readonly string Runbook = File.ReadAllText(Repository.Find("docs", "runbook.md"));
    private static readonly string[] Alerts = [.. Alert().Matches(Rules).Select(match => match.Groups["name"].Value)];

    [Fact]
    public void Alert_LinksToItsEntryInTheRunbook_WhichNamesIt()
    {
        var links = Link().Matches(Rules).Select(match => match.Groups["anchor"].Value).ToList();
        var anchors = Heading().Matches(Runbook).Select(match => Anchor(match.Groups["text"].Value)).ToList();

        Assert.Equal(Alerts.Length, links.Count);
        Assert.Empty(links.Except(anchors));
        Assert.All(Alerts, alert => Assert.Contains($"`{alert}`", Runbook, StringComparison.Ordinal));
    }

    [Fact]
    public void Alert_HasATestInWhichItFires() =>
        Assert.All(Alerts, alert => Assert.Matches($@"alertname: {alert}\s+exp_alerts:\s+- exp_labels", Tests));

    [Fact]
    public void Alerts_OfKubernetes_AreTheSame() => Assert.EndsWith(
        string.Concat(Rules.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(line => $"  {line}\n")),
        File.ReadAllText(Repository.Find("deploy", "kubernetes", "alerts.yaml")),
        StringComparison.Ordinal);

    [SkippableTheory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Promtool_FindsNothingWrong(string command, string kind, string file)
    {
        Skip.IfNot(Array.Exists((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), folder => File.Exists(Path.Combine(folder, "promtool"))), "promtool is not installed.");
        using var promtool = Process.Start(new ProcessStartInfo("promtool", [command, kind, Repository.Find("deploy", "prometheus", file)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;

        var errors = promtool.StandardError.ReadToEndAsync();
        var output = await promtool.StandardOutput.ReadToEndAsync() + await errors;
        await promtool.WaitForExitAsync();

        Assert.True(promtool.ExitCode == 0, output);
    }

    // As GitHub makes anchors of headings.
    private static string Anchor(string heading) => Mark().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"^ *- alert: (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"runbook: docs/runbook\.md#(?<anchor>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^## (?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 -]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
}
