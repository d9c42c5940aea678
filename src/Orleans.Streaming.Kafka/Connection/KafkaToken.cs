namespace Orleans.Streaming.Kafka;

/// <summary>A token for SASL OAUTHBEARER (KIP-255). Immutable; <see cref="ToString"/> does not name it.</summary>
/// <param name="Value">The token, usually a JWT in compact form. A secret.</param>
/// <param name="Principal">The principal: the JWT's subject.</param>
/// <param name="ExpiresAt">When it ends. A new one is requested after four fifths of the time until then.</param>
public sealed record KafkaToken(string Value, string Principal, DateTimeOffset ExpiresAt)
{
    /// <summary>The principal and when it ends; never the token.</summary>
    public override string ToString() => $"token of {Principal} until {ExpiresAt:O}";
}
