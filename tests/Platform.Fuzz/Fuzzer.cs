using Platform.Fuzz.Targets;

namespace Platform.Fuzz;

/// <summary>
/// Gives random inputs to what strangers reach. An input is made of the seed and its number alone. The property: no exception that is no
/// answer, no more memory than <see cref="BytesMax"/>, and what a target says of itself (what was read and is written again reads the same).
/// </summary>
internal static class Fuzzer
{
    private const int FindingsMax = 20;
    private const int WarmUp = 200;
    private const long BytesBase = 512 << 10;
    private const int BytesPerByte = 256;

    private static readonly ITarget[] Targets =
        [new DecoderTarget(), new OrderBodyTarget(), new DecoderTarget(), new HeadersTarget(), new DecoderTarget(), new QuarantineTarget(), new DecoderTarget(), new DeadLetterTarget()];

    /// <summary>How much one input may allocate, over all that handles it.</summary>
    /// <param name="length">The input's length in bytes.</param>
    public static long BytesMax(int length) => BytesBase + ((long)BytesPerByte * length);

    /// <summary>Runs inputs on every processor.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="from">The first input's number.</param>
    /// <param name="count">How many.</param>
    /// <returns>What was found; it ends early with many.</returns>
    public static IReadOnlyList<Finding> Run(int seed, long from, long count)
    {
        // What the first inputs of a target allocate is for the process.
        for (var i = 0; i < WarmUp * Targets.Length; i++)
        {
            _ = Run(~seed, i);
        }

        var findings = new List<Finding>();
        Parallel.For(from, from + count, (index, loop) =>
        {
            if (Run(seed, index) is not { } finding)
            {
                return;
            }

            lock (findings)
            {
                findings.Add(finding);
                if (findings.Count >= FindingsMax)
                {
                    loop.Stop();
                }
            }
        });
        return findings;
    }

    private static Finding? Run(int seed, long index)
    {
        var target = Targets[index % Targets.Length];
        var input = new Input(unchecked((int)((index * 2_654_435_761L) ^ (seed * 40_503L))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        string? what;
        try
        {
            what = target.Try(input);
        }
        catch (Exception exception)
        {
            what = exception.ToString();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        what ??= allocated > BytesMax(input.Length) ? $"{allocated:N0} bytes were allocated for {input.Length:N0} bytes of input." : null;
        return what is null ? null : new Finding(target.GetType().Name, seed, index, what);
    }
}
