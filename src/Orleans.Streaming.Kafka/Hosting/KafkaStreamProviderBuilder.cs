using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Streaming.Kafka;

[assembly: RegisterProvider("Kafka", "Streaming", "Silo", typeof(KafkaStreamProviderBuilder))]

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Builds providers from configuration: <c>Orleans:Streaming:&lt;name&gt;</c> with <c>ProviderType</c> = <c>Kafka</c>, the options of
/// <see cref="KafkaStreamOptions"/> and <c>Topics</c>. Brokers come from <c>Connection</c>, or from <c>ConnectionString</c>, or from the
/// connection string that <c>ConnectionName</c> names.
/// </summary>
internal sealed class KafkaStreamProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddKafkaStreams(name!, kafka =>
        {
            Connect(kafka.Services, name!, configurationSection);
            kafka.Configure(configurationSection);
            TopicsSection.Read(configurationSection, kafka);
        });

    private static void Connect(IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddOptions<KafkaStreamOptions>(name).Configure<IConfiguration>((options, root) =>
        {
            var servers = section["ConnectionString"] ?? (section["ConnectionName"] is { } connection ? root.GetConnectionString(connection) : null);
            if (servers is not null)
            {
                options.Connection = (options.Connection ?? new KafkaConnection { BootstrapServers = servers }) with { BootstrapServers = servers };
            }
        });
}
