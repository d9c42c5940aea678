using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Admin;

/// <summary>The routes below <c>/admin/quarantine</c>, and <c>/admin/redrive</c>.</summary>
internal static class QuarantineHandlers
{
    private const int ReasonLengthMax = 400;
    private const int ErrorTypeLengthMax = 200;

    /// <summary><c>GET /admin/quarantine?errorType=&amp;after=&amp;limit=</c>; <c>after</c> is <c>grain/key</c>.</summary>
    public static async Task<Results<Ok<QuarantineListResponse>, ValidationProblem>> ListAsync(HttpContext context, QuarantineOperations operations)
    {
        var errors = new FieldErrors();
        var limit = PageQuery.ReadLimit(context.Request.Query, errors);
        var (grain, key) = ReadAfter(context.Request.Query, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var entities = await operations.ListAsync(new QuarantineQuery
        {
            ErrorType = QueryText.Of(context.Request.Query, "errorType"),
            AfterGrain = grain,
            AfterKey = key,
            Limit = limit,
        });
        var next = entities.Length == limit ? $"{entities[^1].Grain}/{entities[^1].Key}" : null;
        return TypedResults.Ok(new QuarantineListResponse(entities, next));
    }

    /// <summary><c>GET /admin/quarantine/{grain}/{key}?from=&amp;limit=</c>: parked and dropped events from a sequence on, so many of each at most; also of an entity that is not in quarantine, where events or outputs of it were dropped.</summary>
    public static async Task<Results<Ok<QuarantineResponse>, ValidationProblem, ProblemHttpResult>> GetAsync(HttpContext context, QuarantineOperations operations)
    {
        var errors = new FieldErrors();
        var page = PageQuery.Read(context.Request.Query, errors);
        var from = QueryText.Number(context.Request.Query, "from", errors) ?? 0;
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var (grain, key) = EntityIn(context);
        if (!MayBe(grain, key))
        {
            return NotInQuarantine(grain, key);
        }

        var entity = await operations.FindAsync(grain, key);
        var dropped = await operations.DroppedAsync(grain, key, from, page.Limit);
        if (entity is null && dropped.Length == 0)
        {
            return NotInQuarantine(grain, key);
        }

        var parked = await operations.ParkedAsync(grain, key, from, page.Limit);
        return TypedResults.Ok(QuarantineResponse.Of(entity, parked, dropped, page.Limit));
    }

    /// <summary><c>POST /admin/quarantine/{grain}/{key}/redrive</c>: 202, the work goes on in the background.</summary>
    public static async Task<Results<Accepted<RedriveResponse>, ProblemHttpResult>> RedriveAsync(HttpContext context, QuarantineOperations operations)
    {
        var (grain, key) = EntityIn(context);
        return MayBe(grain, key) && await operations.RedriveAsync(grain, key) is { } waiting
            ? TypedResults.Accepted((string?)null, new RedriveResponse(waiting))
            : NotInQuarantine(grain, key);
    }

    /// <summary><c>POST /admin/quarantine/{grain}/{key}/drop</c> with <c>{"reason": "…", "sequence": 1}</c>; without a sequence, all.</summary>
    public static async Task<Results<Ok<DropResponse>, ValidationProblem, ProblemHttpResult>> DropAsync(
        HttpContext context, QuarantineOperations operations, CancellationToken cancellationToken)
    {
        using var body = await BodyReader.ReadAsync(context.Request, cancellationToken);
        var errors = new FieldErrors();
        var reason = Required(body, "reason", ReasonLengthMax, errors);
        var sequence = SequenceIn(body, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        var (grain, key) = EntityIn(context);
        return (MayBe(grain, key) ? await operations.DropAsync(grain, key, sequence, reason!) : null) switch
        {
            null => NotInQuarantine(grain, key),
            0 when sequence is not null => TypedResults.Problem(
                statusCode: StatusCodes.Status404NotFound, title: "Event not parked", detail: $"{grain}/{key} has no event parked with the sequence {sequence}."),
            { } dropped => TypedResults.Ok(new DropResponse(dropped)),
        };
    }

    /// <summary><c>POST /admin/redrive</c> with <c>{"errorType": "…"}</c>: 202, the work goes on in the background; where one of that error is under way, how far it is.</summary>
    public static async Task<Results<Accepted<RedriveAllResponse>, ValidationProblem, ProblemHttpResult>> RedriveAllAsync(
        HttpContext context, QuarantineOperations operations, CancellationToken cancellationToken)
    {
        using var body = await BodyReader.ReadAsync(context.Request, cancellationToken);
        var errors = new FieldErrors();
        var errorType = Required(body, "errorType", ErrorTypeLengthMax, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        return await operations.RedriveAllAsync(errorType!) is { } begun
            ? TypedResults.Accepted($"/admin/redrive?errorType={Uri.EscapeDataString(errorType!)}", RedriveAllResponse.Of(begun))
            : TypedResults.Problem(
                statusCode: StatusCodes.Status409Conflict, title: "Too many redrives", detail: $"{BulkRedriveReport.UnfinishedMax} redrives of other errors are unfinished. Try again when one has ended.");
    }

    /// <summary><c>GET /admin/redrive?errorType=</c>: how far the last redrive of that error is.</summary>
    public static async Task<Results<Ok<RedriveAllResponse>, ValidationProblem, ProblemHttpResult>> GetRedriveAsync(HttpContext context, QuarantineOperations operations)
    {
        if (QueryText.Of(context.Request.Query, "errorType") is not { Length: > 0 and <= ErrorTypeLengthMax } errorType)
        {
            var errors = new FieldErrors();
            errors.Add("errorType", "must be given.");
            return Problems.Invalid(errors);
        }

        return await operations.FindRedriveAsync(errorType) is { } found
            ? TypedResults.Ok(RedriveAllResponse.Of(found))
            : TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such redrive", detail: $"No redrive of all entities stopped by {errorType} is known.");
    }

    private static (string Grain, string Key) EntityIn(HttpContext context) => (PathId.Text(context, "grain"), PathId.Text(context, "key"));

    // No grain has a blank name: Orleans refuses to make one.
    private static bool MayBe(string grain, string key) => !string.IsNullOrWhiteSpace(grain) && !string.IsNullOrWhiteSpace(key);

    // An id each, but together longer than one may be. Without a slash, or with nothing behind it: before all of that kind.
    private static (string? Grain, string? Key) ReadAfter(IQueryCollection query, FieldErrors errors)
    {
        var values = query["after"];
        if (values.Count == 0)
        {
            return (null, null);
        }

        var parts = values.Count == 1 ? values[0]!.Split('/', 2) : [""];
        var (grain, key) = (parts[0], parts.Length == 2 ? parts[1] : "");
        if (IdRules.Problem(grain) is not null || (key.Length > 0 && IdRules.Problem(key) is not null))
        {
            errors.Add("after", "must be the value of 'next' from the previous page.");
        }

        return (grain, key);
    }

    private static string? Required(JsonDocument body, string name, int lengthMax, FieldErrors errors)
    {
        var fields = new JsonFields(body.RootElement, "", errors);
        var text = fields.Text(name, lengthMax);
        if (text is null)
        {
            fields.Require(name);
        }
        else if (string.IsNullOrWhiteSpace(text))
        {
            fields.Wrong(name, "must not be blank.");
        }

        return text;
    }

    private static long? SequenceIn(JsonDocument body, FieldErrors errors)
    {
        if (!body.RootElement.TryGetProperty("sequence", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var sequence) && sequence > 0)
        {
            return sequence;
        }

        errors.Add("sequence", "must be a whole number from 1 on.");
        return null;
    }

    private static ProblemHttpResult NotInQuarantine(string grain, string key) => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "Not in quarantine", detail: $"{grain}/{key} is not in quarantine.");
}
