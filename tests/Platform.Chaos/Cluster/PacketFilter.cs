using Benchmarks;

namespace Platform.Chaos;

/// <summary>
/// Drops or rejects packets of a user's processes to ports of this machine, by iptables: a link that is cut, seen from one side. Silos run as
/// users of their own, so that each has links of its own. Its methods are called one at a time.
/// </summary>
internal sealed class PacketFilter : IAsyncDisposable
{
    private readonly List<string[]> _rules = [];

    /// <summary>Why packets can't be filtered here, or null.</summary>
    public static string? SkipReason =>
        !Environment.IsPrivilegedProcess ? "only root may filter packets"
        : Tools.OnPath("iptables") is null ? "iptables is not installed"
        : null;

    /// <summary>Lets nothing of a user's through to ports.</summary>
    public async Task DropAsync(int user, IEnumerable<int> ports, CancellationToken stop)
    {
        foreach (var port in ports)
        {
            await AddAsync(["OUTPUT", "-p", "tcp", "-d", "127.0.0.0/8", "--dport", $"{port}", "-m", "owner", "--uid-owner", $"{user}", "-j", "DROP"], stop);
            // Nor its answers on connections that the other side made.
            await AddAsync(["OUTPUT", "-p", "tcp", "-d", "127.0.0.0/8", "--sport", $"{port}", "-m", "owner", "--uid-owner", $"{user}", "-j", "DROP"], stop);
        }
    }

    /// <summary>Resets what a user's processes send to ports.</summary>
    public async Task ResetAsync(int user, IEnumerable<int> ports, CancellationToken stop)
    {
        foreach (var port in ports)
        {
            await AddAsync(["OUTPUT", "-p", "tcp", "-d", "127.0.0.0/8", "--dport", $"{port}", "-m", "owner", "--uid-owner", $"{user}", "-j", "REJECT", "--reject-with", "tcp-reset"], stop);
        }
    }

    /// <summary>Lets everything through again.</summary>
    public async Task ClearAsync()
    {
        foreach (var rule in _rules)
        {
            await ProgramRun.RunAsync("/", ["iptables", "-w", "-D", .. rule], CancellationToken.None);
        }

        _rules.Clear();
    }

    public async ValueTask DisposeAsync() => await ClearAsync();

    private async Task AddAsync(string[] rule, CancellationToken stop)
    {
        if (await ProgramRun.RunAsync("/", ["iptables", "-w", "-A", .. rule], stop) is { ExitCode: not 0 } failed)
        {
            throw new ChaosException($"iptables does not work here: {failed.Output}");
        }

        _rules.Add(rule);
    }
}
