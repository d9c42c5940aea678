using System.Diagnostics;

namespace Orleans.Streaming.Kafka;

/// <summary>The time and the activity of one call to a grain or a stream's subscriber. Allocates nothing where nobody listens.</summary>
internal readonly struct Processing
{
    private readonly string _topic;
    private readonly DeliveryServices _services;
    private readonly Activity? _activity;
    private readonly long _startedAt;

    private Processing(string topic, DeliveryServices services, Activity? activity)
    {
        (_topic, _services, _activity) = (topic, services, activity);
        _startedAt = services.Time.GetTimestamp();
    }

    public static Processing Begin(DispatchedEvent[] batch, DeliveryServices services) =>
        new(batch[0].Event.Position.Topic, services, KafkaActivities.StartProcess(batch, services.Group));

    public static Processing Begin(KafkaRecord[] batch, DeliveryServices services) =>
        new(batch[0].Position.Topic, services, KafkaActivities.StartProcess(batch, services.Group));

    /// <summary>The thread goes on with something else while the batch is processed.</summary>
    public void Leave()
    {
        if (_activity is not null)
        {
            Activity.Current = _activity.Parent;
        }
    }

    /// <summary>The batch is done, or failed with an exception. Called by any thread.</summary>
    public void End(Exception? error)
    {
        _services.Metrics.BatchProcessed(_topic, _services.Group, _services.Time.GetElapsedTime(_startedAt), error?.GetType().FullName);
        if (_activity is null)
        {
            return;
        }

        if (error is not null)
        {
            _activity.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error, error.Message);
        }

        // The end of an activity makes its caller's the current one, and this may be a third one's thread.
        var current = Activity.Current;
        _activity.Dispose();
        Activity.Current = ReferenceEquals(current, _activity) ? _activity.Parent : current;
    }
}
