using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streaming.Kafka;
using Platform.Gateway.Admin;
using Platform.Gateway.Analytics;
using Platform.Gateway.Cluster;
using Platform.Gateway.Errors;
using Platform.Gateway.OpenApi;
using Platform.Gateway.Publishing;

namespace Platform.Gateway.Hosting;

/// <summary>Registers the HTTP gateway.</summary>
public static class GatewayServices
{
    /// <summary>The gateway's producer: the key of its <see cref="IKafkaProducer"/>.</summary>
    public const string ProducerName = "gateway";

    /// <summary>
    /// Adds what <see cref="GatewayRoutes.MapPlatformGateway"/> needs, with a producer of the gateway's own, apart from the grains',
    /// whose records expire. From the host come <see cref="IGrainFactory"/> (a silo or a connected client has it) and <see cref="IKafkaTopics"/>.
    /// </summary>
    /// <remarks>
    /// Whoever registers an <see cref="IAnalyticsShards"/> or a <see cref="TimeProvider"/> first keeps it. JSON numbers are written strictly
    /// as numbers in the whole application.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="configure">Sets the limits; wrong ones are refused at start.</param>
    public static IServiceCollection AddPlatformGateway(this IServiceCollection services, KafkaConnection connection, Action<GatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var limits = new GatewayOptions();
        configure?.Invoke(limits);
        services.AddOptions<GatewayOptions>().Configure(options => configure?.Invoke(options)).ValidateDataAnnotations().ValidateOnStart();
        services.AddKafkaProducer(ProducerName, options => (options.Connection, options.DeliveryTimeout) = (connection, limits.PublishTimeout));

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterConnection, InsideSilo>();
        services.TryAddSingleton<IAnalyticsShards, TopicShards>();
        services.AddSingleton<GrainReads>();
        services.AddSingleton<QuarantineOperations>().AddSingleton<DeadLetterOperations>().AddKafkaTopicReader(connection);
        services.AddSingleton<EventPublisher>();
        services.AddExceptionHandler<GatewayExceptionHandler>();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Converters.Add(new MoneySumJson());
        });
        return services.AddGatewayOpenApi();
    }
}
