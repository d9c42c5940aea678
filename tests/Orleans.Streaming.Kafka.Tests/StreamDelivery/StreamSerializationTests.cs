using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streams;

namespace Orleans.Streaming.Kafka.Tests.Streams;

/// <summary>What goes from the silo that delivers to the one that subscribes, or to a client, and back.</summary>
public sealed class StreamSerializationTests : IDisposable
{
    private static readonly RecordPosition Position = new("t", Guid.NewGuid(), 3, 42, 7);

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSerializer(s => s.AddAssembly(typeof(KafkaStreamSequenceToken).Assembly).AddAssembly(typeof(StreamId).Assembly))
        .BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Tokens_KeepTheirPlaceTimeAndOrigin()
    {
        KafkaStreamSequenceToken[] tokens =
        [
            new(Position),
            new(Position) { Origin = TokenOrigin.Delivery },
            new(Position) { Origin = TokenOrigin.Reread },
            KafkaStreamSequenceToken.FromOffset("t", 1, 5),
            KafkaStreamSequenceToken.AtTime(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
        ];

        var copies = Array.ConvertAll(tokens, RoundTrip<StreamSequenceToken>);

        Assert.Equal<StreamSequenceToken>(tokens, copies);
        Assert.Equal(tokens.Select(t => t.SequenceNumber), copies.Select(t => t.SequenceNumber));
        Assert.Equal(tokens.Select(t => t.Position), copies.Select(t => ((KafkaStreamSequenceToken)t).Position));
    }

    [Fact]
    public void ABatch_KeepsItsEventsTokensAndContext_AndLeavesItsFlightBehind()
    {
        KafkaStreamSequenceToken[] tokens = [new(Position), new(Position with { Offset = 43 })];
        StreamEventMetadata[] metadata = [new(DateTimeOffset.FromUnixTimeSeconds(1), [new("h", [1])], true), new(DateTimeOffset.FromUnixTimeSeconds(2), [], false)];
        var batch = new KafkaStreamBatch(StreamId.Create("t", "k"), ["\"a\""u8.ToArray(), "\"b\""u8.ToArray()], tokens, metadata, TokenOrigin.Reread, [new("who", "x")]);

        var copy = RoundTrip(batch);

        Assert.NotSame(batch, copy);
        Assert.Equal(batch.StreamId, copy.StreamId);
        Assert.Equal(batch.SequenceToken, copy.SequenceToken);
        Assert.Equal(TokenOrigin.Reread, copy.Delivery.Origin);
        Assert.Equal(batch.GetEvents<string>(), copy.GetEvents<string>());
        Assert.Equal(batch.Context, copy.Context);
        var (first, second) = (copy.GetEvents<KafkaEvent<string>>().First().Item1, copy.GetEvents<KafkaEvent<string>>().Last().Item1);
        Assert.Equal(("\"a\"", "k", DateTimeOffset.FromUnixTimeSeconds(1), Position), (first.Value, first.Key, first.Timestamp, first.Position));
        Assert.Equal(("h", (byte)1), (first.Headers.Single().Key, first.Headers.Single().Value!.Single()));
        Assert.Equal((null, DateTimeOffset.FromUnixTimeSeconds(2), 0), (second.Key, second.Timestamp, second.Headers.Count));
        Assert.Null(copy.Attempt);
    }

    private T RoundTrip<T>(T value)
        where T : class
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
