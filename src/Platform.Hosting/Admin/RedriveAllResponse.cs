namespace Platform.Hosting.Admin;

/// <summary>What a redrive of all entities of one error began.</summary>
/// <param name="Entities">How many entities.</param>
/// <param name="Events">How many events they have parked.</param>
/// <param name="Begun">Those entities, each as <c>grain/key</c>: whoever watches the redrive watches these.</param>
/// <param name="Failed">How many entities could not be begun; a repeated call takes them up.</param>
/// <param name="Failures">The first hundred of them.</param>
internal sealed record RedriveAllResponse(long Entities, long Events, IReadOnlyCollection<string> Begun, long Failed, IReadOnlyCollection<RedriveFailure> Failures);
