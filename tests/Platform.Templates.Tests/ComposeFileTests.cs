using System.Data.Common;
using System.Text.RegularExpressions;

namespace Platform.Templates.Tests;

/// <summary>The compose file, the launch profile for it and the README agree.</summary>
public sealed class ComposeFileTests
{
    private const string Loopback = "127.0.0.1:";
    private static readonly IReadOnlyDictionary<string, string> Settings = Template.SettingsOf("compose");

    [Fact]
    public void Services_AreOneKafkaAndOnePostgresPinnedByVersion()
    {
        var images = Template.Services.ToDictionary(service => service.Key, service => service.Value.Image);

        Assert.Equal(["kafka", "postgres"], images.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("apache/kafka:4.3.1", images["kafka"]);
        Assert.Matches(@"^postgres:17\.\d+$", images["postgres"]);
    }

    [Fact]
    public void Services_HaveAHealthCheckAndListenOnLoopbackOnly() => Assert.All(Template.Services.Values, service =>
    {
        Assert.NotEmpty(service.Healthcheck);
        Assert.All(service.Ports, port => Assert.StartsWith(Loopback, port, StringComparison.Ordinal));
    });

    [Fact]
    public void Kafka_IsWhereTheProfileAndTheReadmeSay()
    {
        var kafka = Template.Services["kafka"];
        var address = $"localhost:{PublishedPort(kafka)}";

        Assert.Equal(address, Settings["Platform__Kafka__BootstrapServers"]);
        Assert.Contains($"HOST://{address},", kafka.Environment["KAFKA_ADVERTISED_LISTENERS"], StringComparison.Ordinal);
        Assert.Contains($"Kafka (`{address}`)", Template.Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Postgres_IsWhereTheProfileAndTheReadmeSay()
    {
        var postgres = Template.Services["postgres"];
        var connection = new DbConnectionStringBuilder { ConnectionString = Settings["Platform__Storage__ConnectionString"] };

        Assert.Equal("Postgres", Settings["Platform__Storage__Provider"]);
        Assert.Equal($"localhost:{PublishedPort(postgres)}", $"{connection["Host"]}:{connection["Port"]}");
        Assert.Equal(postgres.Environment["POSTGRES_DB"], connection["Database"]);
        Assert.Equal(postgres.Environment["POSTGRES_USER"], connection["Username"]);
        Assert.Equal(postgres.Environment["POSTGRES_PASSWORD"], connection["Password"]);
        Assert.Contains($"PostgreSQL (`localhost:{PublishedPort(postgres)}`)", Template.Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Readme_ListsTheProfilesSettings() => Assert.All(Settings, setting =>
        Assert.Matches($@"\| `{Regex.Escape(setting.Key)}` \| `{Regex.Escape(setting.Value)}`", Template.Readme));

    private static string PublishedPort(Template.Service service) => Assert.Single(service.Ports).Split(':')[1];
}
