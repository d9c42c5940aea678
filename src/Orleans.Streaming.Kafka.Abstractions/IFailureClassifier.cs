namespace Orleans.Streaming.Kafka;

/// <summary>Says what an exception from a receiver means. Called by many threads at once; pure.</summary>
public interface IFailureClassifier
{
    /// <summary>Classifies a failed delivery.</summary>
    /// <param name="error">What the receiver, or the way to it, threw. It may come from another silo: what its type does not serialize is missing.</param>
    FailureKind Classify(Exception error);
}
