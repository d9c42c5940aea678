namespace Orleans.Streaming.Kafka;

/// <summary>
/// Knows how many partitions each dead-letter topic has. The broker is queried once for all that wait, and again after a failure, at most
/// once a second. Thread-safe.
/// </summary>
internal sealed class DeadLetterTopics(Func<string, CancellationToken, Task<int?>> countPartitions, TimeProvider time)
{
    private static readonly TimeSpan RequestInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Request> _requests = new(StringComparer.Ordinal);

    /// <summary>The number of partitions.</summary>
    /// <exception cref="KafkaStreamException">The topic does not exist, or the broker can't be queried or gives no answer. All may pass.</exception>
    public Task<int> CountAsync(string topic, CancellationToken cancellationToken)
    {
        Request? request;
        lock (_gate)
        {
            if (_requests.TryGetValue(topic, out request) && !(request.IsOutdated && time.GetElapsedTime(request.SentAt) >= RequestInterval))
            {
                return request.Count.WaitAsync(cancellationToken);
            }

            _requests[topic] = request = new Request(time.GetTimestamp());
        }

        // Outside of the lock: the first to come connects.
        _ = SendAsync(topic, request);
        return request.Count.WaitAsync(cancellationToken);
    }

    /// <summary>What was known may be out of date.</summary>
    public void Forget(string topic)
    {
        lock (_gate)
        {
            if (_requests.TryGetValue(topic, out var request))
            {
                request.Forget();
            }
        }
    }

    private async Task SendAsync(string topic, Request request)
    {
        try
        {
            request.Answer(await countPartitions(topic, CancellationToken.None)
                ?? throw new KafkaStreamException($"Topic \"{topic}\" does not exist. Create it, with as many partitions as the topic it is for and a max.message.bytes of 64 KiB more.", isTransient: true));
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to all who wait.
            request.Fail(e);
        }
    }

    /// <summary>One request for all who want to know. Its owner's lock guards what is outdated; its answer is thread-safe.</summary>
    private sealed class Request(long sentAt)
    {
        private readonly TaskCompletionSource<int> _count = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isForgotten;

        public Task<int> Count => _count.Task;

        public long SentAt => sentAt;

        public bool IsOutdated => Count.IsCompleted && (_isForgotten || !Count.IsCompletedSuccessfully);

        public void Answer(int count) => _count.SetResult(count);

        public void Fail(Exception error) => _count.SetException(error);

        // One that is under way is answered later than whatever failed.
        public void Forget() => _isForgotten |= Count.IsCompleted;
    }
}
