using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>Sends a process what <see cref="System.Diagnostics.Process"/> can't: a polite end, a pause and its end.</summary>
internal static partial class UnixSignal
{
    public const int Kill = 9;
    public const int Terminate = 15;

    public static int Continue => OperatingSystem.IsLinux() ? 18 : 19;

    public static int Stop => OperatingSystem.IsLinux() ? 19 : 17;

    public static void Send(int processId, int signal)
    {
        if (SendSignal(processId, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Signal {signal} did not reach process {processId}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);
}
