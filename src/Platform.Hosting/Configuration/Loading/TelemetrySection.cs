using System.Globalization;

namespace Platform.Configuration.Loading;

/// <summary>Reads <c>Platform:Telemetry</c>.</summary>
internal static class TelemetrySection
{
    public static TelemetrySettings Read(SettingsSection section)
    {
        var settings = new TelemetrySettings
        {
            OtlpEndpoint = section.Address("OtlpEndpoint"),
            OtlpProtocol = section.Choice<TelemetryProtocol>("OtlpProtocol") ?? TelemetryProtocol.Grpc,
            OtlpHeaders = section.Secret("OtlpHeaders"),
            Metrics = section.Switch("Metrics") ?? true,
            Traces = section.Switch("Traces") ?? true,
            Logs = section.Switch("Logs") ?? true,
            TraceRatio = ReadRatio(section) ?? 0.01,
            LogFormat = section.Choice<LogFormat>("LogFormat") ?? LogFormat.Text,
        };
        if (settings is { OtlpHeaders: not null, OtlpEndpoint: null } && section.WasReadable("OtlpEndpoint"))
        {
            section.RefuseSecret("OtlpHeaders", "Without OtlpEndpoint nothing is exported: set it, or leave the headers out.");
        }

        return settings;
    }

    private static double? ReadRatio(SettingsSection section)
    {
        if (section.Text("TraceRatio") is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1)
        {
            return ratio;
        }

        section.Refuse("TraceRatio", text, "Right is a share from 0 to 1, such as 0.01.");
        return null;
    }
}
