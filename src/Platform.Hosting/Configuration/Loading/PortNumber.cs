using System.Globalization;

namespace Platform.Configuration.Loading;

/// <summary>TCP ports that can be named: 1 to 65535. 0 would let the system choose, and nobody would know where to connect.</summary>
internal static class PortNumber
{
    public static bool TryParse(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
