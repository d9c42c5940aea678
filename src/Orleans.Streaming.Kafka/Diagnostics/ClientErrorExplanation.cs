using Confluent.Kafka;

namespace Orleans.Streaming.Kafka;

/// <summary>What a client's error means and what to do about it. Pure.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Text">What Kafka said, and what to do.</param>
internal sealed record ClientErrorExplanation(ClientErrorKind Kind, string Text)
{
    /// <summary>Explains an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="connection">How the cluster is reached.</param>
    public static ClientErrorExplanation Of(Error error, KafkaConnection connection)
    {
        var kind = KindOf(error);
        var said = error.Reason.TrimEnd('.', ' ');
        return new ClientErrorExplanation(kind, Advice(kind, error, connection) is { } advice ? $"{said}. {advice}" : $"{said} ({error.Code}).");
    }

    /// <summary>The kind of an error.</summary>
    public static ClientErrorKind KindOf(Error error) => error.Code switch
    {
        Confluent.Kafka.ErrorCode.Local_Authentication or Confluent.Kafka.ErrorCode.SaslAuthenticationFailed => ClientErrorKind.NotAuthenticated,
        Confluent.Kafka.ErrorCode.Local_Ssl => ClientErrorKind.Certificate,
        Confluent.Kafka.ErrorCode.TopicAuthorizationFailed
            or Confluent.Kafka.ErrorCode.GroupAuthorizationFailed
            or Confluent.Kafka.ErrorCode.ClusterAuthorizationFailed
            or Confluent.Kafka.ErrorCode.TransactionalIdAuthorizationFailed => ClientErrorKind.NotAuthorized,
        Confluent.Kafka.ErrorCode.UnknownTopicOrPart or Confluent.Kafka.ErrorCode.Local_UnknownTopic => ClientErrorKind.UnknownTopic,
        // A broker that refuses a client's certificate during the handshake closes the connection; so does one that goes away.
        Confluent.Kafka.ErrorCode.Local_Transport when error.Reason.Contains("SSL", StringComparison.Ordinal) => ClientErrorKind.Certificate,
        Confluent.Kafka.ErrorCode.Local_Transport
            or Confluent.Kafka.ErrorCode.Local_AllBrokersDown
            or Confluent.Kafka.ErrorCode.Local_Resolve
            or Confluent.Kafka.ErrorCode.Local_TimedOut
            or Confluent.Kafka.ErrorCode.Local_TimedOutQueue
            or Confluent.Kafka.ErrorCode.Local_MsgTimedOut => ClientErrorKind.Unreachable,
        _ => ClientErrorKind.Other,
    };

    private static string? Advice(ClientErrorKind kind, Error error, KafkaConnection connection) => kind switch
    {
        ClientErrorKind.Unreachable => $"Check that the brokers run and are reached at {connection.BootstrapServers}, and with {connection.Protocol}",
        ClientErrorKind.NotAuthenticated => $"Check Connection.SaslMechanism ({connection.SaslMechanism}), {(connection.TokenProvider is null ? "Username and Password" : "the token of TokenProvider")}, and the user's credentials on the broker; it is tried again until they fit",
        ClientErrorKind.Certificate => Certificate(error),
        ClientErrorKind.NotAuthorized => $"Grant it: kafka-acls.sh --add --allow-principal \"User:{connection.Username ?? "(this client's principal)"}\" {Operation(error.Code)}; it is tried again until it is granted",
        ClientErrorKind.UnknownTopic => "Create the topic, or correct its name",
        _ => null,
    };

    private static string Certificate(Error error) =>
        error.Reason.Contains("certificate verify failed", StringComparison.Ordinal)
            ? "The broker's certificate is not trusted: Connection.CaFile or CaPem must hold the certificate authority that signed it, it must not have expired, and it must name the host that Connection.BootstrapServers names"
            : "The TLS handshake failed: check that the broker speaks TLS there, and that Connection.ClientCertificateFile or ClientCertificatePem has not expired and is signed by an authority the broker trusts";

    private static string Operation(Confluent.Kafka.ErrorCode code) => code switch
    {
        Confluent.Kafka.ErrorCode.GroupAuthorizationFailed => "--operation Read --group <group>",
        Confluent.Kafka.ErrorCode.ClusterAuthorizationFailed => "--operation IdempotentWrite --cluster",
        _ => "--operation Read (to consume) or Write (to produce) --operation Describe --topic <topic>",
    };
}
