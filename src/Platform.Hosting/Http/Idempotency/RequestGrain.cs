using Orleans.Concurrency;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Idempotency;

/// <inheritdoc cref="IRequestGrain"/>
/// <param name="request">What is kept.</param>
[GrainType(IExpiringRowStorage.GrainType)]
internal sealed class RequestGrain([PersistentState("request", EventProcessing.StorageName)] IPersistentState<RequestRecord> request) : Grain, IRequestGrain
{
    public async ValueTask<BegunRequest> Begin(Immutable<byte[]> fingerprint)
    {
        if (!request.RecordExists)
        {
            await WriteAsync(new RequestRecord { Fingerprint = fingerprint.Value });
        }

        return new BegunRequest(request.State.Fingerprint.AsSpan().SequenceEqual(fingerprint.Value), request.State.Answer);
    }

    public async ValueTask<string> Complete(string answer)
    {
        if (request.State.Answer is null)
        {
            await WriteAsync(request.State with { Answer = answer });
        }

        // Repeats are rare: the row is enough.
        DeactivateOnIdle();
        return request.State.Answer!;
    }

    private async Task WriteAsync(RequestRecord record)
    {
        request.State = record;
        try
        {
            await request.WriteStateAsync();
        }
        catch
        {
            // What is in memory may not be what is stored.
            DeactivateOnIdle();
            throw;
        }
    }
}
