namespace Platform.Configuration;

/// <summary><c>Platform:Demo</c>.</summary>
public sealed record DemoSettings
{
    /// <summary>Whether invented orders are published. Null for the default: on with the embedded broker. Refused beside a real one.</summary>
    public bool? Enabled { get; init; }
}
