using System.Globalization;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>How much of a documented volume a run takes: the environment variable <c>PLATFORM_TEST_SCALE</c>, 0.1 without it.</summary>
internal static class TestScale
{
    public static double Factor { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("PLATFORM_TEST_SCALE"), NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) ? factor : 0.1;

    public static int Of(int documented) => Math.Max((int)(documented * Factor), 1);
}
