namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>A broker could not be started, reached or changed; the message says which, and what it said itself.</summary>
public sealed class KafkaBrokerException : Exception
{
    /// <summary>An exception without a message.</summary>
    public KafkaBrokerException()
    {
    }

    /// <summary>An exception with a message.</summary>
    /// <param name="message">What failed, and what would help.</param>
    public KafkaBrokerException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    /// <param name="message">What failed, and what would help.</param>
    /// <param name="innerException">The cause.</param>
    public KafkaBrokerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
