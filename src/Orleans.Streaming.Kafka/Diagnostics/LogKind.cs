namespace Orleans.Streaming.Kafka;

/// <summary>What makes two log lines of a provider equal to its <see cref="LogThrottle{TKind}"/>: records and entities do not.</summary>
/// <param name="Line">The line.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Error">The kind of error; empty where there is none.</param>
internal readonly record struct LogKind(string Line, string Topic, string Error = "")
{
    public static LogKind Of(string line, string topic, Exception error) => new(line, topic, error.GetType().FullName ?? error.GetType().Name);
}
