namespace Platform.Hosting.Admin;

/// <summary>A page of dead letters.</summary>
/// <param name="DeadLetters">The dead letters, by partition and offset.</param>
/// <param name="Next">What the next page begins after; null at the end. A page may be short, even empty, and not the last.</param>
internal sealed record DeadLetterListResponse(IReadOnlyList<DeadLetterResponse> DeadLetters, string? Next);
