using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shop.EndToEnd.Tests.Behaviour;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Monitoring;

/// <summary>Dashboards and alert rules against a working silo, by a real Prometheus.</summary>
[Trait("Needs", "RealParts")]
public sealed partial class MonitoringTests
{
    // What kafka-exporter shows, which is not started here; and what a silo shows while an entity has a long queue (GaugeTests).
    private static readonly string[] Elsewhere = ["kafka_consumergroup_members", "kafka_topic_partition_under_replicated_partition", "kafka_entity_queue_length"];

    [SkippableFact]
    public async Task DashboardsAndAlerts_OfAWorkingSilo_HaveData_AndFireWithFaultsOnly()
    {
        Skip.If(PrometheusServer.SkipReason is not null, PrometheusServer.SkipReason);
        var fixture = new EmbeddedPlatformFixture();
        await fixture.InitializeAsync();
        await using var running = fixture.Running;
        await using var prometheus = new PrometheusServer(running.Platform.Http.BaseAddress!.Port);
        await prometheus.AwaitScrapesAsync();

        await SendOrdersAsync(running, 20, "o");
        await running.AwaitOrderAsync("o-19", "\"pending\" 1 0 1");
        await Eventually.EqualAsync("", prometheus.FiringAsync);
        Assert.Empty(await prometheus.BrokenRulesAsync());

        // An increase takes a look before it; the rule looks every 15 s.
        await Eventually.HoldsAsync(
            async () => (await prometheus.QueryAsync("count_over_time(sum(kafka_dead_letters_total)[1m:15s]) >= 2")).Count > 0, () => "the counter of dead letters was not looked at twice");

        // Two kinds of failure: a record that is no event, and an event that its entity never takes.
        await running.Publisher.SendAsync(Publisher.Bare("orders.created", "x", "order.created", "no JSON"));
        await running.Publisher.SendAsync(Publisher.Envelope("orders.created", "o-bad", "order.created", new { orderId = "o-bad" }));
        await Eventually.EqualAsync("DeadLetters EntitiesInQuarantine", prometheus.FiringAsync, 60);

        // Rates take two scrapes with events between them.
        await SendOrdersAsync(running, 20, "p");
        foreach (var (panel, expression) in Dashboards())
        {
            await Eventually.HoldsAsync(async () => (await prometheus.QueryAsync(expression)).Count > 0, () => $"{panel} is empty: {expression}");
        }

        await CheckNamesOfRulesAsync(prometheus);

        await running.Platform.Process.KillAsync();
        await Eventually.HoldsAsync(async () => (await prometheus.FiringAsync()).Contains("SiloDown", StringComparison.Ordinal), () => "SiloDown does not fire");
    }

    private static async Task CheckNamesOfRulesAsync(PrometheusServer prometheus)
    {
        var expressions = Rule().Matches(await File.ReadAllTextAsync(Path.Combine(Programs.Root, "deploy/prometheus/alerts.yml"))).Select(match => match.Groups["expr"].Value.Trim('\'')).ToList();
        Assert.True(expressions.Count > 15);
        foreach (var expression in expressions)
        {
            var metrics = Metric().Matches(expression).Select(match => match.Value).Except(Elsewhere).ToList();
            var labels = By().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(", ")).Distinct().ToList();
            foreach (var metric in metrics)
            {
                var found = await prometheus.QueryAsync(metric);
                Assert.True(found.Count > 0, $"{metric} is not there: {expression}");
                var missing = labels.Where(label => !found.Any(series => series!["metric"]!.AsObject().ContainsKey(label)));
                Assert.True(!missing.Any(), $"{metric} has no label {string.Join(", ", missing)}: {expression}");
            }
        }
    }

    private static IEnumerable<(string Panel, string Expression)> Dashboards() =>
        from file in Directory.GetFiles(Path.Combine(Programs.Root, "deploy/grafana/dashboards"), "*.json")
        let dashboard = JsonNode.Parse(File.ReadAllText(file))!
        from panel in dashboard["panels"]!.AsArray()
        from target in panel!["targets"]!.AsArray()
        select ($"{dashboard["title"]}, {panel!["title"]}", Variable().Replace(((string)target!["expr"]!).Replace("$__rate_interval", "30s", StringComparison.Ordinal), ".*"));

    private static Task SendOrdersAsync(RunningPlatform running, int count, string prefix) => running.Publisher.SendAsync(
        [.. Enumerable.Range(0, count).Select(i => Publisher.Envelope("orders.created", $"{prefix}-{i}", "order.created", new { orderId = $"{prefix}-{i}", userId = "u-1", amount = 1m }))]);

    [GeneratedRegex(@"^ *expr: (?<expr>.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\b(kafka|platform)_\w+|\bup\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"by \((?<labels>[^)]*)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex By();

    [GeneratedRegex(@"\$\w+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
