using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Orleans.Streaming.Kafka.Testing;
using Shop.EndToEnd.Tests.Support;
using Shop.Silo.Tests.Deployment;
using Shop.Silo.Tests.Emails;

namespace Shop.EndToEnd.Tests.Deployment;

/// <summary>
/// What docker-compose.yml starts of ours, without containers: processes with the variables of the file, against three brokers and
/// PostgreSQL. Replaced are only addresses, as all are on this machine.
/// </summary>
[Trait("Needs", "RealParts")]
public sealed class ComposeStackTests
{
    private static readonly ComposeFile Compose = ComposeFile.Load("docker-compose.yml");

    [SkippableFact]
    public async Task Stack_OfTheComposeFile_TakesAnOrderThroughItsGateway_AndIsHealthyByItsOwnChecks()
    {
        Skip.If(RealKafka.OwnBrokersSkipReason is not null, RealKafka.OwnBrokersSkipReason);
        await using var database = await PostgresDatabase.CreateAsync();
        await using var brokers = await RealKafka.StartAsync(new RealKafkaOptions { Brokers = 3 });
        await using var mail = new SmtpListener();
        using var folder = new TemporaryFolder();
        await using var first = Service("silo-1", folder.PathOf(""), brokers.BootstrapServers, database.ConnectionString, mail.Port);
        await using var second = Service("silo-2", folder.PathOf(""), brokers.BootstrapServers, database.ConnectionString, mail.Port);
        await using var gateway = Service("gateway", folder.PathOf(""), brokers.BootstrapServers, database.ConnectionString, mail.Port);
        await Task.WhenAll(first.AwaitReadyAsync(), second.AwaitReadyAsync(), gateway.AwaitReadyAsync());

        await using var publisher = new Publisher(brokers.BootstrapServers);
        await publisher.SendAsync([Publisher.Envelope("users.registered", "u-1", "user.registered", new { userId = "u-1", email = "u-1@example.org", name = "u-1" })]);

        using var placed = await gateway.Http.PostAsJsonAsync("/orders", new { orderId = "o-1", userId = "u-1", items = new[] { new { sku = "tea", quantity = 2, price = 4.50m } } });
        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await gateway.Http.GetAsync(new Uri("/orders/o-1", UriKind.Relative));
                return answer.StatusCode == HttpStatusCode.OK && (await answer.Content.ReadAsStringAsync()).Contains("\"amount\":9", StringComparison.Ordinal);
            },
            () => $"{gateway.Output}\n{first.Output}\n{second.Output}");

        // The welcome and the order's: one that waits would not be drained.
        await Eventually.HoldsAsync(() => Task.FromResult(mail.Messages.Count >= 2), () => $"{mail.Messages.Count} mails\n{first.Output}\n{second.Output}", 90);

        foreach (var (service, process) in new[] { ("silo-1", first), ("silo-2", second), ("gateway", gateway) })
        {
            Assert.True(await IsHealthyAsync(service, process), $"The health check of {service} fails:\n{process.Output}");
            // Metrics are at the management address and nowhere else; HTTP of a silo has no routes of the application.
            using var metrics = await process.Http.GetAsync(new Uri("/metrics", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);
        }

        Assert.Contains("\"LogLevel\":", first.Output, StringComparison.Ordinal);

        await StopAsync(second);
        Assert.False(await IsHealthyAsync("silo-2", second));
        await StopAsync(gateway);
        await StopAsync(first);
    }

    private static async Task StopAsync(PlatformProcess process)
    {
        var code = await process.TerminateAsync();
        Assert.True(code == 0, $"It ended with {code}:\n{process.Output}");
    }

    private static PlatformProcess Service(string service, string folder, string bootstrapServers, string connectionString, int mailPort)
    {
        var environment = Compose.Environment(service).Where(variable => variable.Key != "ASPNETCORE_URLS").ToDictionary(StringComparer.Ordinal);
        Replace("Platform__Kafka__BootstrapServers", "kafka-1:19092,kafka-2:19092,kafka-3:19092", bootstrapServers);
        Replace("Platform__Storage__ConnectionString", "Host=postgres;Port=5432;Database=shop;Username=shop;Password=secret", connectionString);
        Replace("Platform__Management__Url", "http://0.0.0.0:9464", Local(Ports.Free()));

        // Containers have an address of their own each.
        environment["Platform__Cluster__AdvertisedAddress"] = "127.0.0.1";
        environment["Platform__Cluster__SiloPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture);
        environment["Platform__Cluster__GatewayPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture);
        if (service != "gateway")
        {
            Replace("Platform__Email__Host", "mail", "127.0.0.1");
            Replace("Platform__Email__Port", "1025", mailPort.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            environment.Remove("Platform__Cluster__AdvertisedAddress");
            environment.Remove("Platform__Cluster__SiloPort");
            environment.Remove("Platform__Cluster__GatewayPort");
        }

        return PlatformProcess.Launch(service == "gateway" ? Programs.Gateway : Programs.Silo, Ports.Free(), folder, environment);

        void Replace(string name, string expected, string value)
        {
            Assert.Equal(expected, environment[name]);
            environment[name] = value;
        }
    }

    // The command of the file, at the port that the process has here.
    private static async Task<bool> IsHealthyAsync(string service, PlatformProcess process)
    {
        var test = Compose.List(service, "healthcheck", "test");
        Assert.Equal(["CMD", "bash", "-c"], test.Take(3));
        var command = test[3].Replace("/8080", $"/{process.Http.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
        Assert.NotEqual(test[3], command);
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { UseShellExecute = false, RedirectStandardError = true })!;
        await bash.WaitForExitAsync();
        return bash.ExitCode == 0;
    }

    private static string Local(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
