using Platform.Processing;

namespace Platform.Hosting.Admin;

/// <summary>How far a redrive of all entities of one error is.</summary>
/// <param name="ErrorType">The kind of error.</param>
/// <param name="BegunAt">When it was begun.</param>
/// <param name="EndedAt">When all entities had been begun, or null; the last of them may still be redriven.</param>
/// <param name="Entities">How many entities it has begun to redrive.</param>
/// <param name="Events">How many events they had parked.</param>
/// <param name="Failed">How many entities could not be begun; a repeated call takes them up.</param>
/// <param name="Failures">The first hundred of them.</param>
internal sealed record RedriveAllResponse(
    string ErrorType, DateTimeOffset BegunAt, DateTimeOffset? EndedAt, long Entities, long Events, long Failed, IReadOnlyCollection<BulkRedriveFailure> Failures)
{
    /// <summary>Of what the grain reports.</summary>
    /// <param name="report">How far it is.</param>
    public static RedriveAllResponse Of(BulkRedriveReport report) =>
        new(report.ErrorType, report.BegunAt, report.EndedAt, report.Entities, report.Events, report.Failed, report.Failures);
}
