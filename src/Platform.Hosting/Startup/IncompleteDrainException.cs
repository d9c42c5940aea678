namespace Platform.Hosting.Startup;

/// <summary>The program has stopped, and not all was drained: those records are delivered again.</summary>
/// <param name="notDrained">What was not.</param>
internal sealed class IncompleteDrainException(string notDrained) : Exception($"Stopped without a complete drain: {notDrained}. Those records are delivered again.")
{
    /// <summary>The exit code of such a program.</summary>
    public const int ExitCode = 2;
}
