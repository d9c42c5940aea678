namespace Orleans.Streaming.Kafka;

/// <summary>What is the matter with a client's way to the cluster.</summary>
internal enum ClientErrorKind
{
    Unreachable,
    NotAuthenticated,
    Certificate,
    NotAuthorized,
    UnknownTopic,
    Other,
}
