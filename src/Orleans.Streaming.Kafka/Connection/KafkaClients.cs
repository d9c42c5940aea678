using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>What every client is built with: where its errors and log lines go, and where its tokens come from.</summary>
internal static class KafkaClients
{
    public static ProducerBuilder<TKey, TValue> ReportTo<TKey, TValue>(this ProducerBuilder<TKey, TValue> builder, KafkaConnection connection, ClientReport report)
    {
        builder.SetLogHandler((_, message) => report.Said(message));
        return connection.TokenProvider is { } provider ? builder.SetOAuthBearerTokenRefreshHandler((client, _) => TokenRefresh.Begin(client, provider, report)) : builder;
    }

    public static ConsumerBuilder<TKey, TValue> ReportTo<TKey, TValue>(this ConsumerBuilder<TKey, TValue> builder, KafkaConnection connection, ClientReport report)
    {
        builder.SetLogHandler((_, message) => report.Said(message));
        return connection.TokenProvider is { } provider ? builder.SetOAuthBearerTokenRefreshHandler((client, _) => TokenRefresh.Begin(client, provider, report)) : builder;
    }

    /// <summary>A consumer that belongs to no group's assignment, for requests and for reading by hand.</summary>
    public static IConsumer<byte[]?, byte[]?> BuildReader(ConsumerConfig config, KafkaConnection connection, ClientReport report)
    {
        var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!)
            .SetErrorHandler((_, error) => report.Failed(error))
            .ReportTo(connection, report)
            .Build();
        consumer.RequestToken(connection);
        return consumer;
    }

    /// <summary>
    /// Lets a consumer get its token before its first request: the client fetches one while it is polled, and a request
    /// does not poll. Call it before questions; not on a consumer that has an assignment, whose record it would take.
    /// </summary>
    public static void RequestToken(this IConsumer<byte[]?, byte[]?> consumer, KafkaConnection connection)
    {
        if (connection.TokenProvider is null)
        {
            return;
        }

        try
        {
            consumer.Consume(TimeSpan.Zero);
        }
        catch (ConsumeException)
        {
            // What the client met before. What it still means shows in the question that follows.
        }
    }

    /// <summary>An admin client of a connection.</summary>
    public static IAdminClient BuildAdmin(KafkaConnection connection, ClientReport report)
    {
        var config = new AdminClientConfig();
        connection.ApplyTo(config);
        var builder = new AdminClientBuilder(config)
            .SetLogHandler((_, message) => report.Said(message))
            .SetErrorHandler((_, error) => report.Failed(error));
        if (connection.TokenProvider is { } provider)
        {
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => TokenRefresh.Begin(client, provider, report));
        }

        return builder.Build();
    }
}
