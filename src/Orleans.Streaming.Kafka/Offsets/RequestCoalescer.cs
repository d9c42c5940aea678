namespace Orleans.Streaming.Kafka;

/// <summary>
/// Sends one request for many callers: what is requested while one is under way goes into the next one, all of it together, each request
/// once. One request at a time. What may wait is bounded by how many different requests there are. Thread-safe.
/// </summary>
/// <typeparam name="TRequest">A request.</typeparam>
/// <typeparam name="TResponse">Its response.</typeparam>
/// <param name="send">Responds to every request, or throws for all of them.</param>
internal sealed class RequestCoalescer<TRequest, TResponse>(Func<IReadOnlyCollection<TRequest>, Task<IReadOnlyDictionary<TRequest, TResponse>>> send)
    where TRequest : notnull
{
    private readonly Lock _gate = new();
    private Dictionary<TRequest, TaskCompletionSource<TResponse>> _waiting = [];
    private Task _responding = Task.CompletedTask;
    private bool _isRequesting;

    /// <summary>Completes when no request is under way.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _responding;
            }
        }
    }

    /// <summary>The response to a request that is sent after this call.</summary>
    /// <param name="request">The request.</param>
    public Task<TResponse> RequestAsync(TRequest request)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(request, out var response))
            {
                _waiting.Add(request, response = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            if (!_isRequesting)
            {
                // On another thread: the first caller must not work for all that come after it.
                (_isRequesting, _responding) = (true, Task.Run(RespondToAllAsync));
            }

            return response.Task;
        }
    }

    private async Task RespondToAllAsync()
    {
        while (TakeWaiting() is { } requests)
        {
            try
            {
                var responses = await send(requests.Keys);
                foreach (var (request, response) in requests)
                {
                    response.SetResult(responses[request]);
                }
            }
            // The top of the loop: every caller gets it, and the next request is another attempt.
            catch (Exception exception)
            {
                foreach (var response in requests.Values)
                {
                    response.TrySetException(exception);
                }
            }
        }
    }

    private Dictionary<TRequest, TaskCompletionSource<TResponse>>? TakeWaiting()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isRequesting = false;
                return null;
            }

            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }
}
