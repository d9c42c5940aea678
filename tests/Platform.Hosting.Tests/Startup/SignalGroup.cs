namespace Platform.Hosting.Tests.Startup;

/// <summary>Tests that signal their own process: no other test runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SignalGroup
{
    public const string Name = "Signals";
}
