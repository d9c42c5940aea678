using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orleans.Streaming.Kafka.Tests.Configuration;

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
    public void Client_FromConfiguration_TakesNamespacesAndTheConnectionOfAServiceKey()
    {
        var connection = new KafkaConnection { BootstrapServers = "kafka:9092", ClientId = "web" };
        using var host = Build(
            new() { ["ServiceKey"] = "main", ["Namespaces:readings"] = "readings-v2", ["OtherNamespacesTopic"] = "events", ["OtherNamespacesHeader"] = "ns" },
            services => services.AddKeyedSingleton("main", connection));

        var options = host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamsClientOptions>>().Get("orders");

        Assert.Same(connection, options.Connection);
        Assert.Equal(("readings-v2", "events", "ns"), (options.Namespaces["readings"], options.OtherNamespacesTopic, options.OtherNamespacesHeader));
    }

    [Fact]
    public void Client_WithAServiceKeyOfNothing_IsRejected()
    {
        using var host = Build(new() { ["ServiceKey"] = "main" });

        var problem = Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(() => host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamsClientOptions>>().Get("orders"));

        Assert.Contains("no KafkaConnection is registered under this key", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_WithASettingOfSilosOnly_IsRejected()
    {
        using var host = Build(new() { ["Connection:BootstrapServers"] = "kafka:9092", ["GroupId"] = "g" });

        var problem = Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(() => host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamsClientOptions>>().Get("orders"));

        Assert.Contains("GroupId is no setting", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_FromConfiguration_HasItsProducerAndItsEncoder()
    {
        using var host = Build(new()
        {
            ["Connection:BootstrapServers"] = "kafka:9092",
            ["Producer:Linger"] = "00:00:00.020",
            ["Producer:RecordBytesMax"] = "5000",
            ["Encoder"] = typeof(ShoutingEncoder).FullName,
        });

        var producer = host.Services.GetRequiredService<IOptionsMonitor<KafkaProducerOptions>>().Get(KafkaStreamsParts.ProducerName("orders"));
        Assert.Equal((TimeSpan.FromMilliseconds(20), 5_000, "kafka:9092"), (producer.Linger, producer.RecordBytesMax, producer.Connection!.BootstrapServers));
        Assert.IsType<ShoutingEncoder>(host.Services.GetRequiredKeyedService<IStreamEventEncoder>("orders"));
    }

    [Fact]
    public void Client_FromConfiguration_HasOrleansSerializer()
    {
        using var host = Build(new() { ["Connection:BootstrapServers"] = "kafka:9092", ["UseOrleansSerializer"] = "true" });

        Assert.IsType<OrleansStreamEventEncoder>(host.Services.GetRequiredKeyedService<IStreamEventEncoder>("orders"));
    }

    [Fact]
    public void Client_InCode_HasItsProducerAndItsEncoder()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client.UseLocalhostClustering().AddKafkaStreams("orders", kafka => kafka
            .Configure(o => o.Connection = new KafkaConnection { BootstrapServers = "kafka:9092" })
            .ConfigureProducer(o => o.Linger = TimeSpan.FromMilliseconds(20))
            .EncodeWith<ShoutingEncoder>()));
        using var host = builder.Build();

        Assert.Equal(TimeSpan.FromMilliseconds(20), host.Services.GetRequiredService<IOptionsMonitor<KafkaProducerOptions>>().Get(KafkaStreamsParts.ProducerName("orders")).Linger);
        Assert.IsType<ShoutingEncoder>(host.Services.GetRequiredKeyedService<IStreamEventEncoder>("orders"));
    }

    [Theory]
    [InlineData("Producer:Lingerr", "Lingerr is no setting")]
    [InlineData("Decoder", "Decoder is no setting")]
    [InlineData("Topics:orders:AsStream", "Topics is no setting")]
    public void Client_WithAWrongSetting_IsRejectedByItsPath(string setting, string expected)
    {
        using var host = Build(new() { ["Connection:BootstrapServers"] = "kafka:9092", [setting] = "true" });

        var problem = Assert.Throws<Orleans.Runtime.OrleansConfigurationException>(() =>
        {
            _ = host.Services.GetRequiredService<IOptionsMonitor<KafkaStreamsClientOptions>>().Get("orders");
            _ = host.Services.GetRequiredService<IOptionsMonitor<KafkaProducerOptions>>().Get(KafkaStreamsParts.ProducerName("orders"));
        });

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    private static IHost Build(Dictionary<string, string?> settings, Action<IServiceCollection>? services = null)
    {
        settings["ProviderType"] = "Kafka";
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Orleans:Streaming:orders:{s.Key}", s.Value)));
        services?.Invoke(builder.Services);
        builder.UseOrleansClient(client => client.UseLocalhostClustering());
        return builder.Build();
    }
}
