using System.Net;
using Platform.Configuration;
using Platform.Silo.Hosting;

namespace Platform.Silo.Startup;

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
        yield return $"  silo       127.0.0.1:{settings.Cluster.SiloPort}, clients at 127.0.0.1:{settings.Cluster.GatewayPort}, {ClusterOf(facts)}";
        yield return settings.Gateway.Enabled ? $"  gateway    {facts.Url} (described at {facts.Url}/openapi/v1.json)" : "  gateway    off";
        yield return $"  dashboard  {facts.Url}/dashboard (outside Development for requests from this machine only)";
        yield return $"  metrics    {facts.Url}/metrics, health at {facts.Url}/health/ready";
        yield return $"  e-mail     {EmailOf(settings.Email)}";
        if (settings.RunsDemo)
        {
            yield return "  demo feed  two invented orders a second, such as demo-1 (off: Platform__Demo__Enabled=false)";
        }

        if (NotKept(facts) is { } notKept)
        {
            yield return $"Not kept after exit: {notKept}. Platform__Kafka__BootstrapServers=host:port works with a real broker.";
        }

        if (settings.Gateway.Enabled)
        {
            yield return "Try:";
            yield return $$"""  curl -i {{facts.Url}}/orders -H 'Content-Type: application/json' -d '{"orderId":"o-1","userId":"u-1","items":[{"sku":"tea","quantity":2,"price":4.50}]}'""";
            yield return $"  curl {facts.Url}/orders/o-1";
            yield return $"  curl {facts.Url}/analytics/orders";
        }
    }

    private static string ClusterOf(BannerFacts facts)
    {
        var cluster = facts.Settings.Cluster;
        var own = new IPEndPoint(IPAddress.Loopback, cluster.SiloPort);
        var how = !facts.Primary.Equals(own) ? $", joined at {facts.Primary}"
            : ClusterHosting.LooksForAnother(facts.Settings) ? $", its first silo: none answered at {ClusterHosting.Usual} (to join one: Platform__Cluster__ConnectionString=host:port)"
            : "";
        return $"cluster {cluster.ClusterId}{how}";
    }

    private static string EmailOf(EmailSettings email) => email.Provider switch
    {
        EmailProvider.File => $"appended to {Path.GetFullPath(email.File)}",
        EmailProvider.Smtp => $"through {email.Host}:{email.Port}",
        _ => "to the log, which leaves them out: start with --Logging:LogLevel:Platform.Silo.Emails=Information to see each",
    };

    private static string? NotKept(BannerFacts facts) => (facts.Settings.Kafka.IsEmbedded, facts.IsDatabaseTemporary) switch
    {
        (true, true) => "all events and all state",
        (true, false) => "all events",
        (false, true) => "all state",
        _ => null,
    };
}
