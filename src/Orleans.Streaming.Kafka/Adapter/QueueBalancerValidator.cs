using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka;

/// <summary>Refuses another queue balancer than the provider's own at start.</summary>
/// <param name="name">The provider.</param>
/// <param name="services">The silo's services.</param>
internal sealed class QueueBalancerValidator(string name, IServiceCollection services) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        if (services.Count(service => service.ServiceType == typeof(IStreamQueueBalancer) && name.Equals(service.ServiceKey)) > 1)
        {
            throw new OrleansConfigurationException(
                $"Kafka stream provider \"{name}\": a queue balancer is configured (ConfigurePartitionBalancing, UseLeaseBasedQueueBalancer or the like), but Kafka assigns the partitions of a group to its members, and agents run where they are assigned. Remove it; {nameof(KafkaStreamOptions.GroupProtocol)} sets how Kafka assigns.");
        }
    }
}
