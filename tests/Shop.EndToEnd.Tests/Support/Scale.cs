using System.Globalization;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>
/// The volume of the tests that need one: <c>PLATFORM_TEST_SCALE</c> is a factor of the documented volume; 1 is the documented
/// run, and a tenth where it is not set.
/// </summary>
internal static class Scale
{
    private static readonly double Factor = Environment.GetEnvironmentVariable("PLATFORM_TEST_SCALE") is { Length: > 0 } text
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : 0.1;

    public static int Of(int documented) => Math.Max(1, (int)(documented * Factor));
}
