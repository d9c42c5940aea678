using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>Registers what operators read topics with.</summary>
public static class KafkaReadingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IKafkaTopicReader"/> for one cluster, unless there is one; and <see cref="IKafkaTopics"/> where there is none.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connection">How to reach the cluster.</param>
    public static IServiceCollection AddKafkaTopicReader(this IServiceCollection services, KafkaConnection connection)
    {
        services.AddLogging().TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => KafkaServiceCollectionExtensions.CreateTopics(provider, connection));
        services.TryAddSingleton<IKafkaTopicReader>(provider => new KafkaTopicReader(
            connection,
            provider.GetRequiredService<IKafkaTopics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaTopicReader>>()));
        return services;
    }
}
