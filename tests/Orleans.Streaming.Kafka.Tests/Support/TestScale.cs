using System.Globalization;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>How much of a documented volume a run takes: <c>PLATFORM_TEST_SCALE</c>, a factor; absent, a tenth.</summary>
internal static class TestScale
{
    public static double Factor { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("PLATFORM_TEST_SCALE"), NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) ? factor : 0.1;

    /// <summary>That share of a volume, at least one.</summary>
    public static int Of(int documented) => Math.Max(1, (int)Math.Round(documented * Factor));
}
