namespace Orleans.Streaming.Kafka.Tests.Offsets;

public sealed class SharedQuestionsTests
{
    private readonly List<int[]> _requests = [];
    private readonly SemaphoreSlim _mayAnswer = new(0);

    [Fact]
    public async Task Questions_WhenARequestIsUnderWay_ShareTheNextOne()
    {
        var questions = new SharedQuestions<int, int>(AnswerAsync);
        var first = questions.AskAsync(1);
        await Eventually.Async(() => Requests.Length == 1, () => $"{Requests.Length} requests");

        Task<int>[] others = [.. Enumerable.Select([2, 3, 2, 1], questions.AskAsync)];
        _mayAnswer.Release(2);

        var answer = await first;
        var answers = await Task.WhenAll(others);

        Assert.Equal(10, answer);
        Assert.Equal([20, 30, 20, 10], answers);
        Assert.Equal([1], Requests[0]);
        Assert.Equal([1, 2, 3], Requests[1].Order());
        Assert.Equal(2, Requests.Length);
    }

    [Fact]
    public async Task Question_WhenTheRequestFails_FailsAndTheNextOneIsAskedAnew()
    {
        var questions = new SharedQuestions<int, int>(AnswerAsync);
        _mayAnswer.Release(2);

        await Assert.ThrowsAsync<TimeoutException>(() => questions.AskAsync(-1));

        Assert.Equal(50, await questions.AskAsync(5));
    }

    [Fact]
    public void Known_WhenTheBrokerSaysLess_KeepsTheHighest()
    {
        var known = new KnownOffsets(10);
        var partition = new OffsetQuestion("t", Guid.NewGuid(), 0);

        known.Note("g", partition, 7);
        known.Note("g", partition, 5);

        Assert.Equal(7, known.Find("g", partition));
        Assert.Null(known.Find("h", partition));
        Assert.Null(known.Find("g", partition with { TopicId = Guid.NewGuid() }));
    }

    [Fact]
    public void Known_WhenTheTopicHasNoId_IsNotKept()
    {
        var known = new KnownOffsets(10);
        var partition = new OffsetQuestion("t", Guid.Empty, 0);

        known.Note("g", partition, 7);

        Assert.Null(known.Find("g", partition));
    }

    [Fact]
    public void Known_WhenItIsFull_ForgetsAndLearnsAnew()
    {
        var known = new KnownOffsets(2);
        OffsetQuestion[] partitions = [.. Enumerable.Range(0, 3).Select(p => new OffsetQuestion("t", new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]), p))];

        foreach (var partition in partitions)
        {
            known.Note("g", partition, 7);
        }

        Assert.Equal([null, null, 7L], partitions.Select(partition => known.Find("g", partition)));
    }

    private int[][] Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    private async Task<IReadOnlyDictionary<int, int>> AnswerAsync(IReadOnlyCollection<int> questions)
    {
        lock (_requests)
        {
            _requests.Add([.. questions]);
        }

        await _mayAnswer.WaitAsync();
        return questions.Contains(-1) ? throw new TimeoutException("The broker is away.") : questions.ToDictionary(question => question, question => question * 10);
    }
}
