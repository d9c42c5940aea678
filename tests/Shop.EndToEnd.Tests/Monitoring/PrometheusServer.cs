using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Monitoring;

/// <summary>A real Prometheus with the rules of deploy/prometheus, which scrapes one silo every second. Alerts fire at once: how long they wait is promtool's to test.</summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prometheus-").FullName;
    private readonly Process _process;
    private readonly HttpClient _http;

    public PrometheusServer(int target)
    {
        var port = Ports.Free();
        File.WriteAllText(Path.Combine(_folder, "alerts.yml"), For().Replace(File.ReadAllText(Path.Combine(Programs.Root, "deploy/prometheus/alerts.yml")), ""));
        File.WriteAllText(Path.Combine(_folder, "prometheus.yml"), string.Create(CultureInfo.InvariantCulture, $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [alerts.yml]
            scrape_configs:
              - job_name: silos
                static_configs: [{targets: ["127.0.0.1:{{target}}"]}]
            """));
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [$"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error"]))!;
    }

    /// <summary>Why none can be started, or null.</summary>
    public static string? SkipReason { get; } = Array.Exists((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), folder => File.Exists(Path.Combine(folder, "prometheus"))) ? null : "prometheus is not installed.";

    /// <summary>The series that an expression has now.</summary>
    public async Task<JsonArray> QueryAsync(string expression)
    {
        using var answer = await _http.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(expression)}", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{expression}: {text}");
        return JsonNode.Parse(text)!["data"]!["result"]!.AsArray();
    }

    /// <summary>The names of the alerts that fire, in order.</summary>
    public async Task<string> FiringAsync()
    {
        var alerts = JsonNode.Parse(await _http.GetStringAsync(new Uri("/api/v1/alerts", UriKind.Relative)))!["data"]!["alerts"]!.AsArray();
        return string.Join(' ', alerts.Select(alert => (string)alert!["labels"]!["alertname"]!).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>What is wrong with a rule, for each that could not be evaluated.</summary>
    public async Task<string[]> BrokenRulesAsync()
    {
        var groups = JsonNode.Parse(await _http.GetStringAsync(new Uri("/api/v1/rules", UriKind.Relative)))!["data"]!["groups"]!.AsArray();
        return [.. groups.SelectMany(group => group!["rules"]!.AsArray()).Where(rule => (string)rule!["health"]! != "ok").Select(rule => rule!.ToJsonString())];
    }

    /// <summary>Waits until it answers and has scraped.</summary>
    public Task AwaitScrapesAsync() => Eventually.HoldsAsync(
        async () =>
        {
            Assert.False(_process.HasExited, "Prometheus ended.");
            try
            {
                using var ready = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative));
                return ready.IsSuccessStatusCode && (await QueryAsync("count_over_time(up[1m]) > 5")).Count == 1;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        () => "it does not scrape");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"^ *for: \w+\n", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex For();
}
