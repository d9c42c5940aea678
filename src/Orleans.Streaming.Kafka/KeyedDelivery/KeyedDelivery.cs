using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// What happens to one partition's records: decode, name the entity, call its grain; or a dead letter. Thread-safe.
/// </summary>
internal sealed partial class KeyedDelivery : IPartitionDelivery, IEntityDelivery
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly DeliveryServices _services;
    private readonly KafkaTopicRoute _route;
    private readonly Action<PendingRecord> _finish;
    private readonly Action<DispatchedEvent[]> _finishAll;
    private readonly DispatchSource _source;
    private readonly CancellationToken _ended;

    // For grains whose calls have a token; null where none has.
    private readonly CancellationTokenSource? _calls;
    private readonly KeyedDispatcher _dispatcher;
    private readonly PendingWork _pendingDeadLetters = new();

    // Owned by whoever dispatches, one run at a time.
    private readonly List<(string Entity, DispatchedEvent Event)> _dispatched = [];
    private readonly ILogger _logger;
    private readonly int _partition;
    private volatile KnownOwnership? _ownership;

    public KeyedDelivery(
        DeliveryServices services,
        KafkaTopicRoute route,
        int partition,
        Action<PendingRecord> finish,
        Action<DispatchedEvent[]> finishAll,
        DispatchSource source,
        CancellationToken ended)
    {
        (_services, _route, _partition, _finish, _finishAll, _source, _ended) = (services, route, partition, finish, finishAll, source, ended);
        _logger = services.Loggers.CreateLogger<KeyedDelivery>();
        _calls = route.CancellableOf is null ? null : CancelledBeside(ended);
        _dispatcher = new KeyedDispatcher(
            services.Limits,
            route.PermanentFailure ?? services.PermanentFailure,
            this,
            services.Judge,
            services.Lines,
            services.Time,
            services.Loggers.CreateLogger<KeyedDispatcher>(),
            services.Dispatcher,
            source,
            ended);
    }

    public DeliveryCondition Condition => _dispatcher.Condition with { DeadLettersPending = _pendingDeadLetters.Count };

    public DeliveredCount Delivered => _dispatcher.Delivered;

    public PartitionBacklog Backlog => _dispatcher.Backlog;

    public void Start() => _dispatcher.Start();

    public Task StopAsync()
    {
        _services.LocalReceivers?.Flush();
        return Task.WhenAll(_dispatcher.StopAsync(), _pendingDeadLetters.WhenIdleAsync());
    }

    public void Dispatch(PendingRecord pending)
    {
        if (_route.Filter is { } filter && !filter.Accepts(pending.Record, out var failure))
        {
            _services.Dispatcher.GiveBack(_source, 1);
            Skip(pending, failure);
            return;
        }

        if (TryDecode(pending.Record, out var received, out var reason) && TryName(received, out var entity, out reason))
        {
            _dispatched.Add((entity, new DispatchedEvent(pending, received)));
        }
        else
        {
            // Nobody waits for it.
            _services.Dispatcher.GiveBack(_source, 1);
            _ = DeadLetterAloneAsync(pending, reason);
        }
    }

    private void Skip(PendingRecord pending, DeadLetterReason? failure)
    {
        if (failure is { } reason)
        {
            _ = DeadLetterAloneAsync(pending, reason);
            return;
        }

        _services.Metrics.Skipped(_route.Topic, _services.Group, RecordFilter.Refusal);
        _finish(pending);
    }

    public void Flush()
    {
        _dispatcher.Enqueue(_dispatched);
        _dispatched.Clear();
    }

    public bool Deliver(EntityQueue queue, DispatchedEvent[] batch, out ValueTask<BatchOutcome> call)
    {
        var delivered = BatchOf(batch);
        var processing = Processing.Begin(batch, _services);
        try
        {
            call = default;
            if (IsTakenLocally(queue, delivered, processing))
            {
                return true;
            }

            _services.Metrics.Called(_route.Topic, _services.Group, batch.Length);
            call = CallAsync(queue.Entity, delivered, processing);
            return false;
        }
        catch (Exception e)
        {
            processing.End(e);
            throw;
        }
        finally
        {
            processing.Leave();
        }
    }

    public ValueTask<BatchOutcome> CallAsync(string entity, DispatchedEvent[] batch)
    {
        var processing = Processing.Begin(batch, _services);
        try
        {
            return CallAsync(entity, BatchOf(batch), processing);
        }
        finally
        {
            processing.Leave();
        }
    }

    // An assignment ends on the consume thread, which must not be kept by what each call in flight does then.
    private static CancellationTokenSource CancelledBeside(CancellationToken ended)
    {
        var calls = new CancellationTokenSource();
        ended.UnsafeRegister(static calls => _ = ((CancellationTokenSource)calls!).CancelAsync(), calls);
        return calls;
    }

    private EventBatch BatchOf(DispatchedEvent[] batch)
    {
        var events = new ReceivedEvent[batch.Length];
        for (var i = 0; i < batch.Length; i++)
        {
            events[i] = batch[i].Event;
        }

        return new EventBatch { Group = _services.Group, Events = events };
    }

    // The batch may end before this returns, and the queue then is about its next one: nothing is done with it after it was taken.
    private bool IsTakenLocally(EntityQueue queue, EventBatch batch, Processing processing)
    {
        if (_services.LocalReceivers is not { } receivers || _route.GrainOf is not { } grainOf)
        {
            return false;
        }

        if (queue.Grain.IsDefault)
        {
            queue.Grain = grainOf(_services.Grains, queue.Entity);
        }

        queue.Processing = processing;
        return receivers.TryReceive(queue.Grain, batch, queue, IsWhole(queue.Grain.Type));
    }

    // Looked up again only when the assignment or a topic has changed: it is needed for every batch.
    private bool IsWhole(GrainType grain)
    {
        if (_services.Ownership is not { } ownership)
        {
            return true;
        }

        var basis = ownership.Basis;
        if (_ownership is not { } known || known.Grain != grain || !ReferenceEquals(known.Basis.Assignment, basis.Assignment) || !ReferenceEquals(known.Basis.Topics, basis.Topics))
        {
            _ownership = known = new KnownOwnership(basis, grain, ownership.IsWhole(_route.Topic, _partition, grain));
        }

        return known.IsWhole;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<BatchOutcome> CallAsync(string entity, EventBatch batch, Processing processing)
    {
        try
        {
            var outcome = _calls is null
                ? await _route.ReceiverOf(_services.Grains, entity).Receive(batch)
                : await _route.CancellableOf!(_services.Grains, entity).Receive(batch, _calls.Token);
            processing.End(error: null);
            return outcome;
        }
        catch (Exception e)
        {
            processing.End(e);
            throw;
        }
    }

    public ValueTask CompleteAsync(string entity, DispatchedEvent[] batch, BatchOutcome outcome, int attempts)
    {
        if (outcome.Rejected.Length > 0)
        {
            return CompleteRejectedAsync(entity, batch, outcome.Rejected, attempts);
        }

        _finishAll(batch);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DeadLetterAsync(string entity, DispatchedEvent failed, Exception error, int attempts)
    {
        await WriteAsync(failed.Pending.Record, new DeadLetterReason(error.GetType().FullName!, error.Message, entity, attempts));
        _finish(failed.Pending);
    }

    public void CallRepeated() => _services.Metrics.Retried(_route.Topic, _services.Group);

    private async ValueTask CompleteRejectedAsync(string entity, DispatchedEvent[] batch, RejectedEvent[] rejections, int attempts)
    {
        if (Array.Exists(rejections, r => r.Index < 0 || r.Index >= batch.Length))
        {
            throw new InvalidOperationException($"\"{entity}\" rejected an event outside of its batch of {batch.Length}.");
        }

        foreach (var rejected in rejections.DistinctBy(r => r.Index))
        {
            var record = batch[rejected.Index].Pending.Record;
            await WriteAsync(record, new DeadLetterReason(rejected.ErrorType, rejected.Error, entity, attempts) { Sequence = rejected.Sequence });
        }

        _finishAll(batch);
    }

    private async Task WriteAsync(KafkaRecord record, DeadLetterReason reason)
    {
        _pendingDeadLetters.Begin();
        try
        {
            await _services.DeadLetters.WriteAsync(record, reason, _ended);
        }
        finally
        {
            _pendingDeadLetters.End();
        }
    }

    // A record whose entity can't be named: nothing comes before or after it.
    private async Task DeadLetterAloneAsync(PendingRecord pending, DeadLetterReason reason)
    {
        try
        {
            await WriteAsync(pending.Record, reason);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The partition ended; its new owner meets the record again.
            return;
        }
        catch (Exception e)
        {
            // Nobody awaits this; without the log line the partition would be stalled in silence.
            if (_services.Lines.TryPass(LogKind.Of("alone", _route.Topic, e), out var times))
            {
                LogDeadLetterFailed(pending.Record.Position, times, e);
            }

            return;
        }

        _finish(pending);
    }

    private bool TryDecode(KafkaRecord record, out ReceivedEvent received, out DeadLetterReason reason)
    {
        received = null!;
        reason = default;
        if (!TryReadKey(record, out var key) && _route.IsNamedByKey)
        {
            reason = new DeadLetterReason("bad-key", "the record key is not valid UTF-8", null, 0);
            return false;
        }

        var decoded = record.Value is null && _route.IsNamedByKey ? DecodedRecord.Of(Tombstone.Instance) : Decode(record);
        if (decoded.Value is null)
        {
            reason = new DeadLetterReason(decoded.ErrorType ?? "refused", decoded.Error ?? "the decoder gave no reason", null, 0);
            return false;
        }

        _services.Serializers?.Require(decoded.Value);
        received = new ReceivedEvent { Position = record.Position, Timestamp = record.Timestamp, Key = key, Value = decoded.Value, Raw = RawRecord.Of(record.Value, record.Headers) };
        return true;
    }

    /// <summary>The key as text; null where there is none, or where it is none.</summary>
    private static bool TryReadKey(KafkaRecord record, out string? key)
    {
        try
        {
            key = record.Key is null ? null : StrictUtf8.GetString(record.Key);
            return true;
        }
        catch (DecoderFallbackException)
        {
            key = null;
            return false;
        }
    }

    private DecodedRecord Decode(KafkaRecord record)
    {
        if (record.Value is null)
        {
            return DecodedRecord.Reject("null-value", "the record has no value, and its entity is named by its content");
        }

        try
        {
            return _services.Decoder.Decode(record);
        }
        catch (Exception e) when (e is not CodecNotFoundException)
        {
            // A decoder that throws rejects: a record must never stop its partition. A serializer that this silo lacks does.
            return DecodedRecord.Reject("decoder-failed", $"{e.GetType().Name}: {e.Message}");
        }
    }

    private bool TryName(ReceivedEvent received, out string entity, out DeadLetterReason reason)
    {
        string? name;
        string? problem;
        try
        {
            name = _route.EntityOf(received);
            problem = EntityId.Check(name) is { } wrong ? $"the entity's id {wrong}" : null;
            if (problem is null && _route.Key is { } key)
            {
                (name, problem) = key.Normalize(name!) is { } usual ? (usual, null) : (name, $"the entity's id \"{name}\" is no {key.Form} as the topic's grains are keyed by");
            }
        }
        catch (Exception e)
        {
            // The selector is the application's code over foreign data: a throw names nobody.
            (name, problem) = (null, $"the entity can't be named: {e.GetType().Name}: {e.Message}");
        }

        entity = name ?? "";
        reason = problem is null
            ? default
            : name is null && _route.IsNamedByKey
                ? new DeadLetterReason("no-key", $"the record has no key to name its entity; {nameof(KafkaTopicBuilder)}.{nameof(KafkaTopicBuilder.WithoutKey)} says what else should become of it", null, 0)
                : new DeadLetterReason("bad-entity-id", problem, null, 0);
        return problem is null;
    }

    private sealed record KnownOwnership((object Assignment, object Topics) Basis, GrainType Grain, bool IsWhole);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Position} can't be made a dead letter; its partition commits no further until it is assigned again ({Times} such records since this was last logged).")]
    private partial void LogDeadLetterFailed(RecordPosition position, int times, Exception error);
}
