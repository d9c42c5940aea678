using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Platform.Hosting.Streams;

/// <summary>Queries a broker every few seconds; when none has answered for a session timeout, this silo has lost Kafka (<see cref="KafkaReach"/>).</summary>
/// <param name="topics">Queries.</param>
/// <param name="reach">Gets what is found.</param>
/// <param name="lostAfter">How long no broker may answer: by then the groups have given this silo's partitions to others.</param>
/// <param name="time">The clock.</param>
internal sealed class KafkaWatch(IKafkaTopics topics, KafkaReach reach, TimeSpan lostAfter, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var answeredAt = time.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, time);
        while (await NextAsync(timer, stoppingToken))
        {
            if (await AnswersAsync(stoppingToken))
            {
                answeredAt = time.GetTimestamp();
                reach.Find();
            }
            else if (time.GetElapsedTime(answeredAt) is var age && age >= lostAfter)
            {
                reach.Lose(age);
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            await topics.CheckAsync(stop).WaitAsync(Interval, time, stop);
            return true;
        }
        catch (Exception)
        {
            // Whatever it is: what counts is that no broker answered. Health says why.
            return false;
        }
    }
}
