using System.Globalization;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>Several callers at once, each with keys of its own and many sends under way, at a steady rate until stopped.</summary>
internal sealed class OrderedLoad : IAsyncDisposable
{
    /// <summary>How many keys there are.</summary>
    public const int Keys = 100;

    private const int Callers = 4;
    private const int SendsUnderWay = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly KafkaProducer _producer;
    private readonly string _topic;
    private readonly Task<int>[] _callers;
    private int _open;
    private int _round;

    public OrderedLoad(KafkaProducer producer, string topic)
    {
        (_producer, _topic) = (producer, topic);
        _callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => RunAsync(caller)))];
    }

    /// <summary>How many sends have not come back.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The highest number that any key was sent.</summary>
    public int Round => Volatile.Read(ref _round);

    /// <summary>Ends it; returns for each key how many numbers it was sent, from 0 on, each acknowledged.</summary>
    public async Task<Dictionary<string, int>> StopAsync()
    {
        await _stop.CancelAsync();
        var rounds = await Task.WhenAll(_callers).WaitAsync(TimeSpan.FromMinutes(2));
        return Enumerable.Range(0, Callers).SelectMany(caller => KeysOf(caller).Select(key => (key, rounds[caller]))).ToDictionary(StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll((IEnumerable<Task>)_callers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static IEnumerable<string> KeysOf(int caller) => Enumerable.Range(0, Keys / Callers).Select(key => $"{caller}-{key}");

    private async Task<int> RunAsync(int caller)
    {
        using var timer = new PeriodicTimer(Tick);
        var sends = new Queue<Task>();
        var rounds = 0;
        while (!_stop.IsCancellationRequested)
        {
            sends.Enqueue(SendAsync(caller, rounds));
            InterlockedMax(rounds++);
            while (sends.Count > SendsUnderWay)
            {
                await sends.Dequeue();
            }

            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(sends);
        return rounds;
    }

    private async Task SendAsync(int caller, int round)
    {
        Interlocked.Increment(ref _open);
        var number = round.ToString(CultureInfo.InvariantCulture);
        var results = await _producer.SendManyAsync([.. KeysOf(caller).Select(key => TestProducer.Message(_topic, key, number))]);
        Interlocked.Decrement(ref _open);
        Assert.All(results, r => Assert.Null(r.Error));
    }

    private void InterlockedMax(int round)
    {
        for (var seen = Round; seen < round; seen = Round)
        {
            Interlocked.CompareExchange(ref _round, round, seen);
        }
    }
}
