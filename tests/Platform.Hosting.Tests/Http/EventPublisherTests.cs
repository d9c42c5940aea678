using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Events;

namespace Platform.Hosting.Tests.Http;

public sealed class EventPublisherTests
{
    [Fact]
    public async Task Publish_OfAnEventLargerThanARecordMayBe_IsRefusedBeforeItIsSent()
    {
        var events = EventCatalog.Of(builder => builder.Topic("notes").Carries<Note>("note", note => note.Id));
        var publisher = new EventPublisher(new NoProducer(), events, new EventEncoder(events), Options.Create(new GatewayOptions()), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<BadHttpRequestException>(() =>
            publisher.PublishAsync(new Note("n-1", new string('x', GatewayOptions.RecordBytesMax)), "e-1", new RequestMetadata(null, "c-1", null), CancellationToken.None));

        Assert.Equal(StatusCodes.Status413PayloadTooLarge, refusal.StatusCode);
    }

    private sealed record Note(string Id, string Text);

    private sealed class NoProducer : IKafkaProducer
    {
        public Task<SentRecord> SendAsync(KafkaMessage message, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Nothing was to be sent.");

        public Task<IReadOnlyList<SendResult>> SendManyAsync(IReadOnlyList<KafkaMessage> messages, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
