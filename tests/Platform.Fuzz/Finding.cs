namespace Platform.Fuzz;

/// <summary>An input that broke the property of its target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Index">The input's number: <c>--seed SEED --from INDEX --inputs 1</c> repeats it.</param>
/// <param name="What">What happened.</param>
internal sealed record Finding(string Target, int Seed, long Index, string What)
{
    public override string ToString() => $"{Target} (--seed {Seed} --from {Index} --inputs 1): {What}";
}
