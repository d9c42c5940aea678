using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>Answers librdkafka's question for a token. Thread-safe.</summary>
internal static class TokenRefresh
{
    private static readonly TimeSpan TokenTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Starts to get a token; returns at once, since librdkafka requests it on the thread that polls.</summary>
    /// <param name="client">Who needs it.</param>
    /// <param name="provider">Where it comes from.</param>
    /// <param name="report">Where failures go.</param>
    public static void Begin(IClient client, Func<CancellationToken, ValueTask<KafkaToken>> provider, ClientReport report) =>
        _ = Task.Run(() => RefreshAsync(client, provider, report));

    private static async Task RefreshAsync(IClient client, Func<CancellationToken, ValueTask<KafkaToken>> provider, ClientReport report)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TokenTimeout);
            var token = await provider(timeout.Token);
            client.OAuthBearerSetToken(token.Value, token.ExpiresAt.ToUnixTimeMilliseconds(), token.Principal);
        }
        catch (Exception e) when (e is ObjectDisposedException)
        {
            // The client ended while its token was on the way.
        }
        catch (Exception e)
        {
            // The application's code, and what librdkafka finds wrong with the token: requested again in 10 s.
            report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_Authentication, $"No token from TokenProvider: {e.GetType().Name}: {e.Message}"));
            Fail(client, e.GetType().Name);
        }
    }

    private static void Fail(IClient client, string reason)
    {
        try
        {
            client.OAuthBearerSetTokenFailure(reason);
        }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }
}
