using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orleans.Streaming.Kafka.Tests.Hosting;

public sealed class ClientConfigurationTests
{
    [Fact]
    public void Client_FromConfiguration_HasTheProvidersConnection()
    {
        using var host = Build(new() { ["Connection:BootstrapServers"] = "kafka:9092", ["Connection:ClientId"] = "web" });

        var connection = host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamsClientOptions>>().Get("orders").Connection;

        Assert.Equal(("kafka:9092", "web"), (connection!.BootstrapServers, connection.ClientId));
        Assert.NotNull(host.Services.GetKeyedService<Orleans.Streams.IStreamProvider>("orders"));
    }

    [Fact]
    public void Client_WithASettingOfSilosOnly_IsRefused()
    {
        using var host = Build(new() { ["Connection:BootstrapServers"] = "kafka:9092", ["GroupId"] = "g" });

        var refusal = Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(() => host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamsClientOptions>>().Get("orders"));

        Assert.Contains("GroupId is no setting", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Dictionary<string, string?> settings)
    {
        settings["ProviderType"] = "Kafka";
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Orleans:Streaming:orders:{s.Key}", s.Value)));
        builder.UseOrleansClient(client => client.UseLocalhostClustering());
        return builder.Build();
    }
}
