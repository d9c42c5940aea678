namespace Platform.Hosting.Tests.Startup;

/// <summary>Tests of what the whole process has once: its signals and its working directory. Nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessGroup
{
    public const string Name = "process";
}
