namespace Orleans.Streaming.Kafka;

/// <summary>
/// Asks once for many: what is asked while a request is under way goes into the next one, all of it together, each question
/// once. One request at a time. What may wait is bounded by how many different questions there are. Thread-safe.
/// </summary>
/// <typeparam name="TQuestion">A question.</typeparam>
/// <typeparam name="TAnswer">Its answer.</typeparam>
/// <param name="ask">Answers every question, or throws for all of them.</param>
internal sealed class SharedQuestions<TQuestion, TAnswer>(Func<IReadOnlyCollection<TQuestion>, Task<IReadOnlyDictionary<TQuestion, TAnswer>>> ask)
    where TQuestion : notnull
{
    private readonly Lock _gate = new();
    private Dictionary<TQuestion, TaskCompletionSource<TAnswer>> _waiting = [];
    private Task _answering = Task.CompletedTask;
    private bool _isAsking;

    /// <summary>Completes when no request is under way.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _answering;
            }
        }
    }

    /// <summary>The answer of a request that begins after this call.</summary>
    /// <param name="question">The question.</param>
    public Task<TAnswer> AskAsync(TQuestion question)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(question, out var answer))
            {
                _waiting.Add(question, answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            if (!_isAsking)
            {
                // On another thread: the first to ask must not answer for all that come after it.
                (_isAsking, _answering) = (true, Task.Run(AnswerAllAsync));
            }

            return answer.Task;
        }
    }

    private async Task AnswerAllAsync()
    {
        while (TakeWaiting() is { } questions)
        {
            try
            {
                var answers = await ask(questions.Keys);
                foreach (var (question, answer) in questions)
                {
                    answer.SetResult(answers[question]);
                }
            }
            // The top of the loop: whoever asked hears of it, and the next request is another attempt.
            catch (Exception exception)
            {
                foreach (var answer in questions.Values)
                {
                    answer.TrySetException(exception);
                }
            }
        }
    }

    private Dictionary<TQuestion, TaskCompletionSource<TAnswer>>? TakeWaiting()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isAsking = false;
                return null;
            }

            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }
}
