using Microsoft.Extensions.Time.Testing;

namespace Platform.Hosting.Tests.Cluster;

public sealed class RepeatableCallsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private int _calls;

    [Fact]
    public async Task Call_WhenItsSiloDied_IsMadeAgainUntilItIsAnswered()
    {
        var answer = Run(() => _calls < 4 ? Task.FromException<int>(new SiloUnavailableException("dead")) : Task.FromResult(7));

        Assert.Equal(7, await EndAsync(answer));
        Assert.Equal(4, _calls);
        Assert.True(_time.GetUtcNow() - Began < Limit / 2);
    }

    [Fact]
    public async Task Call_WhoseAnswerIsLost_IsMadeAgainOnce()
    {
        var answer = Run(() => _calls == 1 ? new TaskCompletionSource<int>().Task : Task.FromResult(7));

        Assert.Equal(7, await EndAsync(answer));
        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task Call_WhenNobodyAnswers_EndsAtTheLimit()
    {
        var answer = Run(() => new TaskCompletionSource<int>().Task);

        await Assert.ThrowsAsync<TimeoutException>(() => EndAsync(answer));
        Assert.Equal(2, _calls);
        Assert.True(_time.GetUtcNow() - Began <= Limit + TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Call_WhenSilosStayAway_FailsWithThatWithinTheLimit()
    {
        var answer = Run(() => Task.FromException<int>(new SiloUnavailableException("dead")));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => EndAsync(answer));
        Assert.True(_time.GetUtcNow() - Began <= Limit + TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task Call_WhenTheGrainItselfFails_IsNotMadeAgain()
    {
        var answer = Run(() => Task.FromException<int>(new InvalidOperationException("a bug")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => EndAsync(answer));
        Assert.Equal(1, _calls);
    }

    private DateTimeOffset Began { get; } = new FakeTimeProvider().GetUtcNow();

    private Task<int> Run(Func<Task<int>> call) => RepeatableCalls.RunAsync(
        () =>
        {
            _calls++;
            return call();
        },
        Limit,
        _time,
        CancellationToken.None);

    private async Task<int> EndAsync(Task<int> answer)
    {
        await Eventually.Async(
            () =>
            {
                if (!answer.IsCompleted)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(100));
                }

                return answer.IsCompleted;
            },
            "the call to end");
        return await answer;
    }
}
