using Orleans.Concurrency;

namespace Platform.Hosting.Idempotency;

/// <summary>What is remembered of a request with an idempotency key; the grain's key follows from route, caller and idempotency key.</summary>
[Alias("platform.IRequestGrain")]
internal interface IRequestGrain : IGrainWithStringKey
{
    /// <summary>Begins the request, durably, or finds that it began before.</summary>
    /// <param name="fingerprint">What the request says.</param>
    [Alias("Begin")]
    ValueTask<BegunRequest> Begin(Immutable<byte[]> fingerprint);

    /// <summary>Keeps the answer, durably; the first one stays.</summary>
    /// <param name="answer">The answer's JSON.</param>
    /// <returns>The answer that counts.</returns>
    [Alias("Complete")]
    ValueTask<string> Complete(string answer);
}
