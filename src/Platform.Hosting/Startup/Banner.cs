using System.Net;
using Platform.Configuration;

namespace Platform.Hosting.Startup;

/// <summary>Says in a few plain lines what runs, where, what is not kept, and what to try.</summary>
internal static class Banner
{
    public static string Text(BannerFacts facts) => string.Join(Environment.NewLine, Lines(facts));

    private static IEnumerable<string> Lines(BannerFacts facts)
    {
        var settings = facts.Settings;
        yield return "";
        yield return "Platform is running; Ctrl-C drains and stops it.";
        yield return $"  broker     {(settings.Kafka.IsEmbedded ? $"embedded, at {facts.BootstrapServers}" : facts.BootstrapServers)}";
        yield return $"  storage    {facts.Database}";
        yield return $"  silo       {At(facts, settings.Cluster.SiloPort)}, clients at {At(facts, settings.Cluster.GatewayPort)}, {ClusterOf(facts)}";
        yield return settings.Gateway.Enabled ? $"  gateway    {facts.Url} (described at {facts.Url}/openapi/v1.json)" : "  gateway    off";
        var operators = settings.Management.Url?.GetLeftPart(UriPartial.Authority) ?? facts.Url;
        yield return $"  dashboard  {operators}/dashboard{(settings.Auth.IsRequired || settings.Management.Url is not null ? "" : " (outside Development for requests from this machine only)")}";
        yield return $"  metrics    {operators}/metrics, health at {facts.Url}/health/ready";
        yield return $"  callers    {CallersOf(settings.Auth)}";
        foreach (var (label, text) in facts.Lines.Facts)
        {
            yield return $"  {label,-9}  {text}";
        }

        if (NotKept(facts) is { } notKept)
        {
            yield return $"Not kept after exit: {notKept}. Platform__Kafka__BootstrapServers=host:port works with a real broker.";
        }

        if (settings.Gateway.Enabled && facts.Lines.Commands.Count > 0)
        {
            yield return "Try:";
            foreach (var command in facts.Lines.Commands)
            {
                yield return "  " + command(facts.Url);
            }
        }
    }

    private static IPEndPoint At(BannerFacts facts, int port) => new(facts.Advertised, port);

    private static string ClusterOf(BannerFacts facts) =>
        $"cluster {facts.Settings.Cluster.ClusterId}{(facts.Membership.Length == 0 ? "" : $", {facts.Membership}")}";

    private static string CallersOf(AuthSettings auth) => auth.IsRequired
        ? string.Join(" and ", ((string?[])[auth.TakesTokens ? $"show a token of {auth.Issuer ?? (auth.Authority ?? auth.MetadataAddress)!.ToString()}" : null, auth.ApiKeys.Count > 0 ? $"API keys: {auth.ApiKeys.Count}" : null]).OfType<string>())
        : "NOT asked who they are: anyone who reaches the address reads and writes everything (Platform__Auth__Authority or Platform__Auth__ApiKeys)";

    private static string? NotKept(BannerFacts facts) => (facts.Settings.Kafka.IsEmbedded, facts.IsDatabaseTemporary) switch
    {
        (true, true) => "all events and all state",
        (true, false) => "all events",
        (false, true) => "all state",
        _ => null,
    };
}
