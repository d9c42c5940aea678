using System.Globalization;
using System.Text;

namespace Storage;

/// <summary>Rounds of all storages in turn, so that a machine that is busy for a while is so for all.</summary>
internal static class SideBySide
{
    /// <returns>A table.</returns>
    public static async Task<string> RunAsync(IReadOnlyList<StorageUnderTest> storages, Func<string, IRound> roundOf, int rounds)
    {
        var each = storages.Select(storage => (storage.Name, Round: roundOf(storage.Name), Measured: new List<Measured>())).ToArray();
        for (var number = 0; number <= rounds; number++)
        {
            foreach (var (_, round, measured) in each)
            {
                var one = await round.RunAsync();

                // The first one warms up.
                if (number > 0)
                {
                    measured.Add(one);
                }
            }
        }

        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"| storage | {each[0].Round.Name}, median (least–most) | of the first | µs of the process |").AppendLine("|---|---:|---:|---:|");
        var reference = Median(each[0].Measured, one => one.PerSecond);
        foreach (var (name, _, measured) in each)
        {
            var rate = Median(measured, one => one.PerSecond);
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {name} | {rate:N0} ({measured.Min(one => one.PerSecond):N0}–{measured.Max(one => one.PerSecond):N0}) | {100 * rate / reference:N0} % | {Median(measured, one => one.ProcessorMicroseconds):N1} |");
        }

        return table.ToString();
    }

    private static double Median(List<Measured> measured, Func<Measured, double> value) => measured.Select(value).Order().ElementAt((measured.Count - 1) / 2);
}
