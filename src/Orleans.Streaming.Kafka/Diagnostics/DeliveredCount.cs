namespace Orleans.Streaming.Kafka;

/// <summary>What was given to grains: how many batches, and how many events in them.</summary>
/// <param name="Batches">The batches.</param>
/// <param name="Events">The events.</param>
internal readonly record struct DeliveredCount(long Batches, long Events)
{
    public static DeliveredCount operator +(DeliveredCount left, DeliveredCount right) => new(left.Batches + right.Batches, left.Events + right.Events);

    /// <summary>The larger of both: what only grows.</summary>
    public DeliveredCount AtLeast(DeliveredCount before) => new(Math.Max(Batches, before.Batches), Math.Max(Events, before.Events));
}
