using Platform.Persistence;

namespace Platform.Hosting.Admin;

/// <summary>A page of quarantined entities.</summary>
/// <param name="Entities">The entities, by kind and key.</param>
/// <param name="Next">What the next page begins after; null at the end.</param>
internal sealed record QuarantineListResponse(IReadOnlyList<QuarantinedEntity> Entities, string? Next);
