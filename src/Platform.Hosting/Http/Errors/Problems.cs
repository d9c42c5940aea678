using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orleans.Runtime.Messaging;
using Orleans.Streaming.Kafka;
using Platform.Persistence;

namespace Platform.Hosting;

/// <summary>Every error the gateway answers with, as ProblemDetails (RFC 9457).</summary>
public static class Problems
{
    private static readonly FailureClassifier Failures = new();

    /// <summary>400: what is wrong, by field.</summary>
    public static ValidationProblem Invalid(FieldErrors errors) =>
        TypedResults.ValidationProblem(errors.ToDictionary(), detail: errors.IsFull ? $"See errors for what is wrong with each field; only the first {FieldErrors.CountMax} errors are named." : "See errors for what is wrong with each field.");

    /// <summary>404: the entity does not exist.</summary>
    public static ProblemHttpResult NotFound(string what, string id) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: $"{what} not found", detail: $"There is no {what.ToLowerInvariant()} '{id}', or not yet: an accepted one appears once its event is processed.");

    /// <summary>What an exception is to the caller. Nothing of an unexpected one is shown.</summary>
    public static ProblemDetails Of(Exception exception) => exception switch
    {
        BadHttpRequestException bad => Describe(bad.StatusCode, null, bad.Message),
        IdempotencyKeyReusedException => Describe(StatusCodes.Status422UnprocessableEntity, "Idempotency key used before", exception.Message),
        EventNotAcknowledgedException { KeepsItsId: true } => Describe(
            StatusCodes.Status503ServiceUnavailable,
            "Kafka did not acknowledge",
            "The record may or may not have been stored. Reinject it later: it keeps its event id, so it counts once."),
        EventNotAcknowledgedException => Describe(
            StatusCodes.Status503ServiceUnavailable,
            "Kafka did not acknowledge",
            $"The request may or may not have been accepted. Send it again later with the same {RequestMetadata.IdempotencyKeyHeader}: a repeat is the same request. Without one, a repeat may be a second one."),
        KafkaStreamException => Describe(StatusCodes.Status503ServiceUnavailable, "Kafka unavailable", "Kafka does not answer, or rejects the request. Try again later."),
        ClusterUnavailableException or SiloUnavailableException or ConnectionFailedException or OrleansMessageRejectionException =>
            Describe(StatusCodes.Status503ServiceUnavailable, "Cluster unavailable", "No silo answers. Try again later."),
        TimeoutException => Describe(StatusCodes.Status503ServiceUnavailable, "Timed out", "The answer took too long. Try again later."),

        // To the classifier it is transient, as every exception of Orleans is; here nobody is to try again what will never work.
        not PersistenceException { IsTransient: false } when Failures.Classify(exception) == FailureKind.Transient =>
            Describe(StatusCodes.Status503ServiceUnavailable, "Unavailable", "Something that the request needs is not available. Try again later."),
        _ => Describe(StatusCodes.Status500InternalServerError, null, "The gateway failed unexpectedly; its log says why."),
    };

    private static ProblemDetails Describe(int status, string? title, string detail) => new() { Status = status, Title = title, Detail = detail };
}
