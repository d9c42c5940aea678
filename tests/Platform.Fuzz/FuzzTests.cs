using Xunit;

namespace Platform.Fuzz;

/// <summary>About a minute of the fuzz; more of it by the command in docs/testing.md.</summary>
public sealed class FuzzTests
{
    private const long Inputs = 100_000;

    // Another part of the inputs than the runs by hand begin with.
    private const int Seed = 20_261_201;

    [Fact]
    public void Inputs_OfEveryKind_AreAnsweredWithinTheirMemory() => Assert.Empty(Fuzzer.Run(Seed, 0, Inputs));
}
