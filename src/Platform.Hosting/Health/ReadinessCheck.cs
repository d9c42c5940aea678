namespace Platform.Hosting.Health;

/// <summary>One line of a <see cref="ReadinessResponse"/>.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status"><c>ready</c>, <c>degraded</c> or <c>not ready</c>.</param>
/// <param name="Detail">What it said, or null.</param>
internal sealed record ReadinessCheck(string Name, string Status, string? Detail);
