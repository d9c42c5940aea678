using Microsoft.AspNetCore.Connections;
using Platform.Configuration;

namespace Platform.Hosting.Startup;

/// <summary>What both programs have in common around their <c>Main</c>.</summary>
public static class PlatformProgram
{
    /// <summary>
    /// Runs the program. A wrong configuration ends it with the message on standard error and exit code 1; any other
    /// exception is a bug or the world's fault and keeps its stack trace.
    /// </summary>
    /// <param name="program">
    /// The program; returns once it was stopped and has drained. Its token is cancelled by Ctrl-C and SIGTERM; ending with that
    /// token's cancellation, because it was stopped before it ran, is a clean end too.
    /// </param>
    /// <param name="errors">Where messages go. Null for standard error.</param>
    /// <returns>The exit code: 0 after a clean end, 1 after a wrong configuration, 2 where not all was drained.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> program, TextWriter? errors = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var signals = new StopSignals();
        try
        {
            await program(signals.Token);
            return 0;
        }
        catch (OperationCanceledException exception) when (signals.Token.IsCancellationRequested && exception.CancellationToken == signals.Token)
        {
            return 0;
        }
        catch (PlatformConfigurationException exception)
        {
            return await RefuseAsync(exception.Message, errors);
        }
        catch (IncompleteDrainException exception)
        {
            await RefuseAsync(exception.Message, errors);
            return IncompleteDrainException.ExitCode;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            // Taken after the check.
            return await RefuseAsync(exception.Message, errors);
        }
    }

    private static async Task<int> RefuseAsync(string message, TextWriter? errors)
    {
        await (errors ?? Console.Error).WriteLineAsync(message);
        return 1;
    }
}
