namespace Orleans.Streaming.Kafka.Tests.Receivers;

/// <summary>Works on its batches until its token is cancelled, while <see cref="PatientCalls.AreEndless"/>.</summary>
public sealed class PatientGrain(PatientCalls calls) : Grain, IPatientGrain
{
    public async ValueTask<BatchOutcome> Receive(EventBatch batch, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        calls.Begun.Enqueue(key);
        if (calls.AreEndless)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                calls.Cancelled.Enqueue(key);
                throw;
            }
        }

        calls.Done.Enqueue(key);
        return BatchOutcome.Done;
    }
}
