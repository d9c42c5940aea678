using System.Text;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What happens to one partition's records: decode, name the entity, call its grain; or a dead letter. Thread-safe.
/// </summary>
internal sealed class KeyedDelivery : IPartitionDelivery
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly DeliveryServices _services;
    private readonly KafkaTopicRoute _route;
    private readonly Action<PendingRecord> _finish;
    private readonly CancellationToken _ended;
    private readonly KeyedDispatcher _dispatcher;

    public KeyedDelivery(DeliveryServices services, KafkaTopicRoute route, Action<PendingRecord> finish, CancellationToken ended)
    {
        (_services, _route, _finish, _ended) = (services, route, finish, ended);
        _dispatcher = new KeyedDispatcher(
            services.Limits,
            DeliverAsync,
            CompleteAsync,
            () => services.Metrics.Retried(route.Topic, services.Group),
            services.Time,
            services.Loggers.CreateLogger<KeyedDispatcher>(),
            ended);
    }

    public void Start() => _dispatcher.Start();

    public Task StopAsync() => _dispatcher.StopAsync();

    public void Dispatch(PendingRecord pending)
    {
        if (TryDecode(pending.Record, out var received, out var reason) && TryName(received, out var entity, out reason))
        {
            _dispatcher.Enqueue(entity, new DispatchedEvent(pending, received));
        }
        else
        {
            _ = BuryAsync(pending, reason);
        }
    }

    private async ValueTask<BatchOutcome> DeliverAsync(string entity, DispatchedEvent[] batch)
    {
        var events = new ReceivedEvent[batch.Length];
        for (var i = 0; i < batch.Length; i++)
        {
            events[i] = batch[i].Event;
        }

        return await _route.ReceiverOf(_services.Grains, entity).Receive(new EventBatch { Group = _services.Group, Events = events });
    }

    private async ValueTask CompleteAsync(DispatchedEvent[] batch, BatchOutcome outcome, int attempts)
    {
        foreach (var refused in outcome.Refused)
        {
            var record = batch[refused.Index].Pending.Record;
            var entity = _route.EntityOf(batch[refused.Index].Event);
            await _services.DeadLetters.WriteAsync(record, new DeadLetterReason(refused.ErrorType, refused.Error, entity, attempts) { Sequence = refused.Sequence }, _ended);
        }

        foreach (var dispatched in batch)
        {
            _finish(dispatched.Pending);
        }
    }

    private async Task BuryAsync(PendingRecord pending, DeadLetterReason reason)
    {
        try
        {
            await _services.DeadLetters.WriteAsync(pending.Record, reason, _ended);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The partition ended; its new owner meets the record again.
            return;
        }

        _finish(pending);
    }

    private bool TryDecode(KafkaRecord record, out ReceivedEvent received, out DeadLetterReason reason)
    {
        received = null!;
        reason = default;
        string? key;
        try
        {
            key = record.Key is null ? null : StrictUtf8.GetString(record.Key);
        }
        catch (DecoderFallbackException)
        {
            reason = new DeadLetterReason("bad-key", "the record key is not valid UTF-8", null, 0);
            return false;
        }

        DecodedRecord decoded;
        try
        {
            decoded = _services.Decoder.Decode(record);
        }
        catch (Exception e)
        {
            // A decoder that throws refuses: a record must never stop its partition.
            decoded = DecodedRecord.Refuse("decoder-failed", $"{e.GetType().Name}: {e.Message}");
        }

        if (decoded.Value is null)
        {
            reason = new DeadLetterReason(decoded.ErrorType ?? "refused", decoded.Error ?? "the decoder gave no reason", null, 0);
            return false;
        }

        received = new ReceivedEvent { Position = record.Position, Timestamp = record.Timestamp, Key = key, Value = decoded.Value, Raw = RawRecord.Of(record.Value, record.Headers) };
        return true;
    }

    private bool TryName(ReceivedEvent received, out string entity, out DeadLetterReason reason)
    {
        string? name;
        string? problem;
        try
        {
            name = _route.EntityOf(received);
            problem = EntityName.Check(name);
        }
        catch (Exception e)
        {
            // The selector is the application's code over foreign data: a throw names nobody.
            (name, problem) = (null, $"the entity can't be named: {e.GetType().Name}: {e.Message}");
        }

        entity = name ?? "";
        reason = problem is null ? default : new DeadLetterReason("bad-entity-id", problem, null, 0);
        return problem is null;
    }
}
