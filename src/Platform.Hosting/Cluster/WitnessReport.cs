namespace Platform.Hosting;

/// <summary>What a silo says of its database.</summary>
/// <param name="Silo">The silo.</param>
/// <param name="HoldsMark">Whether the mark is in it.</param>
/// <param name="Database">What and where it is, for people.</param>
[GenerateSerializer]
internal sealed record WitnessReport([property: Id(0)] SiloAddress Silo, [property: Id(1)] bool HoldsMark, [property: Id(2)] string Database);
