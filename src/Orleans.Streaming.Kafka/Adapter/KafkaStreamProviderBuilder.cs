using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Streaming.Kafka;

[assembly: RegisterProvider("Kafka", "Streaming", "Silo", typeof(KafkaStreamProviderBuilder))]
[assembly: RegisterProvider("Kafka", "Streaming", "Client", typeof(KafkaStreamProviderBuilder))]

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Builds providers from configuration: <c>Orleans:Streaming:&lt;name&gt;</c> with <c>ProviderType</c> = <c>Kafka</c>. On a silo the options of
/// <see cref="KafkaStreamOptions"/>, <c>Producer</c>, <c>Decoder</c>, <c>Encoder</c>, <c>UseOrleansSerializer</c>, <c>FailureClassifier</c> and
/// <c>Topics</c>, on a client those of <see cref="KafkaStreamsClientOptions"/>, <c>Producer</c>, <c>Encoder</c> and <c>UseOrleansSerializer</c>. Brokers come from
/// <c>Connection</c>, or from <c>ConnectionString</c>, or from the connection string that <c>ConnectionName</c> names; or all of the connection from the
/// <see cref="KafkaConnection"/> that is registered under the key <c>ServiceKey</c>.
/// </summary>
internal sealed class KafkaStreamProviderBuilder : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddKafkaStreams(name!, kafka =>
        {
            kafka.Configure(configurationSection);
            kafka.Services.AddOptions<KafkaStreamOptions>(name).Configure<IServiceProvider>((options, services) => options.Connection = ConnectionOf(configurationSection, services, options.Connection));
            TopicsSection.Read(configurationSection, kafka);
        });

    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection)
    {
        builder.AddKafkaStreams(name!, kafka => { kafka.Configure(configurationSection); });
        builder.Services.AddOptions<KafkaStreamsClientOptions>(name).Configure<IServiceProvider>((options, services) => options.Connection = ConnectionOf(configurationSection, services, options.Connection));
    }

    private static KafkaConnection? ConnectionOf(IConfigurationSection section, IServiceProvider services, KafkaConnection? connection)
    {
        if (section["ServiceKey"] is { Length: > 0 } key)
        {
            connection = services.GetKeyedService<KafkaConnection>(key)
                ?? throw new OrleansConfigurationException($"{section.Path}:ServiceKey is \"{key}\", but no {nameof(KafkaConnection)} is registered under this key: services.AddKeyedSingleton(\"{key}\", new {nameof(KafkaConnection)} {{ … }}).");
        }

        var servers = section["ConnectionString"] ?? (section["ConnectionName"] is { } name ? services.GetRequiredService<IConfiguration>().GetConnectionString(name) : null);
        return servers is null ? connection : (connection ?? new KafkaConnection { BootstrapServers = servers }) with { BootstrapServers = servers };
    }
}
