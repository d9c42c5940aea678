namespace Shop.Gateway.Settings;

/// <summary>The shop's own settings.</summary>
/// <param name="Email"><c>Platform:Email</c>.</param>
/// <param name="RunsDemo">Whether the demo feed runs: <c>Platform:Demo:Enabled</c>, by default with the embedded broker.</param>
public sealed record ShopSettings(EmailSettings Email, bool RunsDemo);
