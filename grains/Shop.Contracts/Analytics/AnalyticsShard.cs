namespace Shop.Grains.Analytics;

/// <summary>The keys of the analytics grains.</summary>
public static class AnalyticsShard
{
    /// <summary>The grain key of one source partition: <c>topic/partition</c>.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    public static string KeyOf(string topic, int partition) => $"{topic}/{partition}";
}
