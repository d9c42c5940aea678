namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Gateway</c>.</summary>
internal static class GatewaySection
{
    public static GatewaySettings Read(SettingsSection section) => new()
    {
        Enabled = section.Switch("Enabled") ?? true,
        RequestsPerSecondMax = section.Number("RequestsPerSecondMax", 1, 1_000_000),
        CallerRequestsMax = section.Number("CallerRequestsMax", 1, 100_000),
        RequestsMax = section.Number("RequestsMax", 1, 100_000),
        IdempotencyKeyDays = section.Number("IdempotencyKeyDays", 1, 3_650) ?? 7,
    };
}
