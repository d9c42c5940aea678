using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Platform.Hosting.Idempotency;
using Platform.Persistence;

namespace Platform.Hosting.Tests.Http;

public sealed class RequestExpiryTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Walk_OverManyRows_GoesOnWhereTheLastBatchEnded()
    {
        var rows = new Rows([new ExpiredRows(3, [1]), new ExpiredRows(0, [2]), new ExpiredRows(1, null)]);
        using var expiry = new RequestExpiry(rows, Lifetime, TimeProvider.System, NullLogger<RequestExpiry>.Instance);

        Assert.Equal(4, await expiry.RemoveAsync(CancellationToken.None));
        Assert.Equal([null, 1, 2], rows.Walked.Select(walked => (int?)walked.After?[0]));
    }

    [Fact]
    public async Task Expiry_RunsEveryHour_AndOverFailures()
    {
        var rows = new Rows([]) { Fails = true };
        using var expiry = new RequestExpiry(rows, Lifetime, _time, NullLogger<RequestExpiry>.Instance);
        await expiry.StartAsync(CancellationToken.None);
        await Eventually.Async(() => Advance(rows, 1), "a first walk");

        rows.Fails = false;
        await Eventually.Async(() => Advance(rows, 2), "a second walk");

        Assert.InRange(rows.Walked[1].Before, rows.Walked[0].Before + RequestExpiry.Interval, _time.GetUtcNow() - Lifetime);
        await expiry.StopAsync(CancellationToken.None);
    }

    private bool Advance(Rows rows, int walks)
    {
        if (rows.Walked.Count < walks)
        {
            _time.Advance(RequestExpiry.Interval);
        }

        return rows.Walked.Count >= walks;
    }

    /// <summary>Answers by a script.</summary>
    private sealed class Rows(ExpiredRows[] answers) : IExpiringRowStorage
    {
        public bool Fails { get; set; }

        public List<(byte[]? After, DateTimeOffset Before)> Walked { get; } = [];

        public Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore, CancellationToken cancellationToken)
        {
            Walked.Add((afterKey, writtenBefore));
            return Fails ? throw new PersistenceException("away", isTransient: true) : Task.FromResult(answers.Length < Walked.Count ? new ExpiredRows(0, null) : answers[Walked.Count - 1]);
        }
    }
}
