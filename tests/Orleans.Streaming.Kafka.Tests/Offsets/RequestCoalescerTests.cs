namespace Orleans.Streaming.Kafka.Tests.Offsets;

public sealed class RequestCoalescerTests
{
    private readonly List<int[]> _requests = [];
    private readonly SemaphoreSlim _mayAnswer = new(0);

    [Fact]
    public async Task Questions_WhenARequestIsUnderWay_ShareTheNextOne()
    {
        var requests = new RequestCoalescer<int, int>(RespondAsync);
        var first = requests.RequestAsync(1);
        await Eventually.Async(() => Requests.Length == 1, () => $"{Requests.Length} requests");

        Task<int>[] others = [.. Enumerable.Select([2, 3, 2, 1], requests.RequestAsync)];
        _mayAnswer.Release(2);

        var response = await first;
        var responses = await Task.WhenAll(others);

        Assert.Equal(10, response);
        Assert.Equal([20, 30, 20, 10], responses);
        Assert.Equal([1], Requests[0]);
        Assert.Equal([1, 2, 3], Requests[1].Order());
        Assert.Equal(2, Requests.Length);
    }

    [Fact]
    public async Task Request_WhenTheRequestFails_FailsAndTheNextOneIsSentAgain()
    {
        var requests = new RequestCoalescer<int, int>(RespondAsync);
        _mayAnswer.Release(2);

        await Assert.ThrowsAsync<TimeoutException>(() => requests.RequestAsync(-1));

        Assert.Equal(50, await requests.RequestAsync(5));
    }

    [Fact]
    public void Known_WhenTheBrokerSaysLess_KeepsTheHighest()
    {
        var known = new CommittedOffsetCache(10);
        var partition = new OffsetRequest("t", Guid.NewGuid(), 0);

        known.Note("g", partition, 7);
        known.Note("g", partition, 5);

        Assert.Equal(7, known.Find("g", partition));
        Assert.Null(known.Find("h", partition));
        Assert.Null(known.Find("g", partition with { TopicId = Guid.NewGuid() }));
    }

    [Fact]
    public void Known_WhenTheTopicHasNoId_IsNotKept()
    {
        var known = new CommittedOffsetCache(10);
        var partition = new OffsetRequest("t", Guid.Empty, 0);

        known.Note("g", partition, 7);

        Assert.Null(known.Find("g", partition));
    }

    [Fact]
    public void Known_WhenItIsFull_ForgetsAndLearnsAgain()
    {
        var known = new CommittedOffsetCache(2);
        OffsetRequest[] partitions = [.. Enumerable.Range(0, 3).Select(p => new OffsetRequest("t", new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]), p))];

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

    private async Task<IReadOnlyDictionary<int, int>> RespondAsync(IReadOnlyCollection<int> requests)
    {
        lock (_requests)
        {
            _requests.Add([.. requests]);
        }

        await _mayAnswer.WaitAsync();
        return requests.Contains(-1) ? throw new TimeoutException("The broker is away.") : requests.ToDictionary(request => request, request => request * 10);
    }
}
