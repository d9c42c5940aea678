namespace Platform.Gateway.Health;

/// <summary>One check of <see cref="ReadinessAnswer"/>.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="Status"><c>ready</c> or <c>not ready</c>.</param>
/// <param name="Detail">What it said, or null.</param>
internal sealed record ReadinessCheckAnswer(string Name, string Status, string? Detail);
