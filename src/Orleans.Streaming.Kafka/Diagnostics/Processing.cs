using System.Diagnostics;

namespace Orleans.Streaming.Kafka;

/// <summary>The time and the activity of one call to a grain. Allocates nothing where nobody listens.</summary>
internal readonly struct Processing
{
    private readonly DispatchedEvent[] _batch;
    private readonly DeliveryServices _services;
    private readonly Activity? _activity;
    private readonly long _startedAt;

    private Processing(DispatchedEvent[] batch, DeliveryServices services)
    {
        (_batch, _services) = (batch, services);
        _activity = KafkaActivities.StartProcess(batch, services.Group);
        _startedAt = services.Time.GetTimestamp();
    }

    public static Processing Begin(DispatchedEvent[] batch, DeliveryServices services) => new(batch, services);

    /// <summary>The grain took the batch, or threw.</summary>
    public void End(Exception? error)
    {
        _services.Metrics.BatchProcessed(_batch[0].Event.Position.Topic, _services.Group, _services.Time.GetElapsedTime(_startedAt), error?.GetType().FullName);
        if (_activity is null)
        {
            return;
        }

        if (error is not null)
        {
            _activity.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error, error.Message);
        }

        _activity.Dispose();
    }
}
