namespace Benchmarks;

/// <summary>Processor time used until now by what takes part in a run.</summary>
/// <param name="Job">The job's process.</param>
/// <param name="Broker">Kafka.</param>
/// <param name="Postgres">PostgreSQL with its children.</param>
/// <param name="Reader">This process, which reads the outputs.</param>
/// <param name="Machine">The whole machine, whoever used it, and what its host kept for others.</param>
internal sealed record ProcessorTimes(TimeSpan Job, TimeSpan Broker, TimeSpan Postgres, TimeSpan Reader, TimeSpan Machine)
{
    public TimeSpan All => Job + Broker + Postgres + Reader;

    public static ProcessorTimes Read(Bench bench, int? job)
    {
        var table = ProcessTable.Read();
        return new(
            job is { } id ? table.ProcessorTime(id) : TimeSpan.Zero,
            table.ProcessorTime(bench.Broker.ProcessId),
            table.ProcessorTime(bench.Postgres.ProcessId),
            Environment.CpuUsage.TotalTime,
            ProcessTable.MachineTime());
    }

    public static ProcessorTimes operator -(ProcessorTimes later, ProcessorTimes earlier) =>
        new(later.Job - earlier.Job, later.Broker - earlier.Broker, later.Postgres - earlier.Postgres, later.Reader - earlier.Reader, later.Machine - earlier.Machine);

    /// <summary>Which part of the machine went to what takes no part in the run, 0 to 1: a run with much of it says little.</summary>
    /// <param name="elapsed">How long the run took.</param>
    public double Others(TimeSpan elapsed) => Math.Clamp((Machine - All) / (elapsed * Environment.ProcessorCount), 0, 1);
}
