using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Admin;

/// <summary>The routes below <c>/admin/dead-letters</c>. The topic is the one that the records came from, or its dead-letter topic.</summary>
internal static class DeadLetterHandlers
{
    /// <summary><c>GET /admin/dead-letters?topic=&amp;error=&amp;from=&amp;to=&amp;after=&amp;limit=</c>; <c>after</c> is <c>partition/offset</c>.</summary>
    public static async Task<Results<Ok<DeadLetterListResponse>, ValidationProblem, ProblemHttpResult>> ListAsync(
        HttpContext context, DeadLetterOperations operations, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = context.Request.Query;
        var page = PageQuery.Read(query, errors);
        var topic = QueryText.Of(query, "topic");
        if (topic is null)
        {
            errors.Add("topic", "is required.");
        }

        var wanted = new TopicQuery
        {
            Topic = topic ?? "",
            From = QueryText.Time(query, "from", errors),
            To = QueryText.Time(query, "to", errors),
            After = PositionOf(page.After, errors),
            Limit = page.Limit,
        };
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        return await operations.ListAsync(wanted, QueryText.Of(query, "error"), cancellationToken) is { } found
            ? TypedResults.Ok(new DeadLetterListResponse([.. found.Records.Select(DeadLetterResponse.Of)], found.Next is { } next ? $"{next.Partition}/{next.Offset}" : null))
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "Topic not found", detail: $"The topic '{topic}' has no dead-letter topic.");
    }

    /// <summary><c>GET /admin/dead-letters/{topic}/{partition}/{offset}</c>.</summary>
    public static async Task<Results<Ok<DeadLetterResponse>, ProblemHttpResult>> GetAsync(
        string topic, int partition, long offset, DeadLetterOperations operations, CancellationToken cancellationToken) =>
        await operations.FindAsync(topic, partition, offset, cancellationToken) is { } deadLetter
            ? TypedResults.Ok(DeadLetterResponse.Whole(deadLetter))
            : NotFound(topic, partition, offset);

    /// <summary><c>POST /admin/dead-letters/{topic}/{partition}/{offset}/reinject</c>: the same event at a new position.</summary>
    public static async Task<Results<Accepted<ReinjectResponse>, ProblemHttpResult>> ReinjectAsync(
        string topic, int partition, long offset, DeadLetterOperations operations, CancellationToken cancellationToken)
    {
        if (await operations.FindAsync(topic, partition, offset, cancellationToken) is not { } deadLetter)
        {
            return NotFound(topic, partition, offset);
        }

        if (ReasonAgainst(deadLetter) is { } reason)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "Can't be reinjected", detail: reason);
        }

        var sent = await operations.ReinjectAsync(deadLetter, cancellationToken);
        return TypedResults.Accepted((string?)null, new ReinjectResponse(sent.Topic, sent.Partition, sent.Offset));
    }

    // A parked event would come twice: from here and by the redrive, and out of its order.
    private static string? ReasonAgainst(KafkaRecord deadLetter) =>
        Provenance.Of(deadLetter, DeadLetterHeaders.Sequence) is { } sequence
            ? $"It is the copy of an event that {EntityOf(deadLetter)} has parked with the sequence {sequence}. Redrive that entity instead."
            : Provenance.Of(deadLetter, DeadLetterHeaders.StubSha256) is not null ? "It is a stub: the record was too large for the dead-letter topic."
            : Provenance.Of(deadLetter, DeadLetterHeaders.Topic) is not { Length: > 0 } ? "It does not say which topic it came from."
            : null;

    // Of the form grain/key; the header is as its producer wrote it.
    private static string EntityOf(KafkaRecord deadLetter) =>
        Provenance.Of(deadLetter, DeadLetterHeaders.Entity) is { Length: > 0 } entity ? entity : "an entity it does not name";

    private static TopicPosition? PositionOf(string? after, FieldErrors errors)
    {
        if (after is null)
        {
            return null;
        }

        var parts = after.Split('/');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return new TopicPosition(partition, offset);
        }

        errors.Add("after", "must be the value of 'next' from the previous page.");
        return null;
    }

    private static ProblemHttpResult NotFound(string topic, int partition, long offset) => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "Dead letter not found", detail: $"There is no dead letter at {topic}/{partition}/{offset}.");
}
