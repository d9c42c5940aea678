namespace Platform.Hosting.Startup;

/// <summary>
/// While the silo starts, the runtime and the host log each failure with its stack trace before they throw it. It is reported once, by
/// what becomes of the exception: a refusal in words, or an unhandled exception. And the runtime's watchdog, which looks for the first
/// time before its clock is set, reports a stall as long as the machine is up. Thread-safe.
/// </summary>
internal sealed class StartLogs
{
    private static readonly string[] Categories = ["Orleans.Runtime.SiloLifecycleSubject", "Orleans.Runtime.Silo", "Orleans.Runtime.Watchdog", "Microsoft.Extensions.Hosting.Internal.Host"];

    private volatile bool _hasStarted;

    /// <summary>Suppresses those lines until the start has succeeded.</summary>
    /// <param name="logging">The logging.</param>
    public void AddTo(ILoggingBuilder logging)
    {
        foreach (var category in Categories)
        {
            logging.AddFilter(category, level => _hasStarted && level >= LogLevel.Warning);
        }
    }

    /// <summary>From here on a failure is news.</summary>
    public void Started() => _hasStarted = true;
}
