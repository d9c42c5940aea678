namespace Platform.Chaos;

/// <summary>What is run.</summary>
/// <param name="Events">Events that are published, repeats and poison besides.</param>
/// <param name="Duration">How long things are broken; the events are spread over it.</param>
/// <param name="Seed">Decides workload and faults.</param>
/// <param name="Faults">The kinds of faults.</param>
/// <param name="Silos">How many silos there are, 1 to 4.</param>
/// <param name="Brokers">How many brokers, 1 or 3.</param>
/// <param name="Settle">How long the platform may take to finish everything after the last fault.</param>
/// <param name="SiloProgram">The assembly of the silo.</param>
internal sealed record ChaosOptions(int Events, TimeSpan Duration, int Seed, IReadOnlySet<FaultKind> Faults, int Silos, int Brokers, TimeSpan Settle, string SiloProgram);
