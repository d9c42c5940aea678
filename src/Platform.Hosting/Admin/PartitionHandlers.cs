using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Admin;

/// <summary>The routes below <c>/admin/partitions</c>.</summary>
internal static class PartitionHandlers
{
    /// <summary>
    /// <c>POST /admin/partitions/{group}/{topic}/{partition}/resume</c>, perhaps with <c>{"offset": 1}</c>: reads on in a partition that
    /// stopped at a batch that can't be read; without an offset, at the first that can be.
    /// </summary>
    public static async Task<Results<Ok<ResumeResponse>, ValidationProblem, ProblemHttpResult>> ResumeAsync(
        HttpContext context, string group, string topic, int partition, IKafkaPartitions partitions, CancellationToken cancellationToken)
    {
        using var body = await BodyReader.ReadOptionalAsync(context.Request, cancellationToken);
        var errors = new FieldErrors();
        var offset = OffsetIn(body, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        try
        {
            return await partitions.ResumeAsync(group, topic, partition, offset, cancellationToken) is { } resumed
                ? TypedResults.Ok(new ResumeResponse(resumed.From, resumed.To))
                : TypedResults.Problem(
                    statusCode: StatusCodes.Status404NotFound, title: "Partition not read", detail: $"No silo reads {topic}[{partition}] for the group '{group}' now.");
        }
        catch (KafkaStreamException exception) when (!exception.IsTransient)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "Can't be resumed", detail: exception.Message);
        }
    }

    private static long? OffsetIn(JsonDocument? body, FieldErrors errors)
    {
        if (body is null || !body.RootElement.TryGetProperty("offset", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var offset) && offset >= 0)
        {
            return offset;
        }

        errors.Add("offset", "must be a whole number from 0 on.");
        return null;
    }
}
