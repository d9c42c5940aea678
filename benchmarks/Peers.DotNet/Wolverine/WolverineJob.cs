using Confluent.Kafka;
using global::Wolverine;
using global::Wolverine.Configuration;
using global::Wolverine.Kafka;
using global::Wolverine.Postgresql;
using global::Wolverine.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Peers.Orders;

namespace Peers.Wolverine;

/// <summary>The order job on Wolverine: durable inbox on the three listeners, in order by key; durable outbox on the output.</summary>
internal static class WolverineJob
{
    public static async Task RunAsync(string bootstrap, string group, string postgres)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using (var command = source.CreateCommand(OrderTable.Create))
        {
            await command.ExecuteNonQueryAsync();
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(source);
        builder.UseWolverine(options => Configure(options, bootstrap, group, source));
        using var host = builder.Build();
        await host.RunAsync();
    }

    private static void Configure(WolverineOptions options, string bootstrap, string group, NpgsqlDataSource source)
    {
        options.Durability.Mode = DurabilityMode.Solo; // one node: no leader election
        options.PersistMessagesWithPostgresql(source);
        options.UseKafka(bootstrap)
            .ConfigureConsumers(consumer => consumer.GroupId = group)
            .ConfigureProducers(producer =>
            {
                producer.CompressionType = CompressionType.Lz4;
                producer.Partitioner = Partitioner.Murmur2Random; // as Java clients place keys
            })
            .UseIdempotentProducer()
            .BeginAtEarliest();
        foreach (var topic in OrderTopics.Inputs)
        {
            options.ListenToKafkaTopic(topic)
                .ReceiveRawJson<OrderEvent>()

                // More than the queue in memory holds: at the default of 1,000 waiting, listeners leave their group and join it again, time after time.
                .UseDurableInbox(new BufferingLimits(20_000, 10_000))
                .ProcessConcurrentlyByKey(PartitionSlots.Five);
        }

        options.PublishMessage<OrderActivity>().ToKafkaTopic(OrderTopics.Output).PublishRawJson().UseDurableOutbox();
    }
}
