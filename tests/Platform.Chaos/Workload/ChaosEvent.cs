namespace Platform.Chaos;

/// <summary>A record to publish.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Timestamp">Its record time: by its producer's clock, which may be wrong.</param>
internal sealed record ChaosEvent(string Topic, string Key, byte[] Value, DateTimeOffset Timestamp);
