namespace Benchmarks;

/// <summary>The programs that are measured, each built when it is first needed. Its methods are called one at a time.</summary>
internal sealed class BuiltPrograms(BenchOptions options, string folder)
{
    // What CI checks in every change need not be checked again here.
    private static readonly string[] Fast = ["-c", "Release", "--nologo", "-v", "q", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false"];

    private string? _silo = options.SiloFolder is { } published ? Path.GetFullPath(published) : null;
    private string? _peers;
    private string? _delivery;
    private string? _storage;
    private string? _java;

    /// <summary>The command that starts the published silo.</summary>
    public async Task<string[]> SiloAsync(CancellationToken stop) =>
        ["dotnet", Path.Combine(_silo ??= await PublishAsync("silo/Shop.Silo", stop), "Shop.Silo.dll")];

    /// <summary>The command that starts a .NET peer.</summary>
    public async Task<string[]> DotNetPeersAsync(CancellationToken stop) =>
        ["dotnet", Path.Combine(_peers ??= await PublishAsync("benchmarks/Peers.DotNet", stop), "Benchmarks.Peers.dll")];

    /// <summary>The command that starts a program of delivery without state.</summary>
    public async Task<string[]> DeliveryAsync(CancellationToken stop) =>
        ["dotnet", Path.Combine(_delivery ??= await PublishAsync("benchmarks/Delivery", stop), "Benchmarks.Delivery.dll")];

    /// <summary>The command that starts the storages.</summary>
    public async Task<string[]> StorageAsync(CancellationToken stop) =>
        ["dotnet", Path.Combine(_storage ??= await PublishAsync("benchmarks/Storage", stop), "Benchmarks.Storage.dll")];

    /// <summary>The command that starts a Java peer, up to its class.</summary>
    public async Task<string[]> JavaPeersAsync(CancellationToken stop) =>
        [Tools.Java("java"), "-Xms1g", "-Xmx3g", "-cp", _java ??= await JavaPeers.BuildAsync(folder, options.Jars, stop)];

    private async Task<string> PublishAsync(string project, CancellationToken stop)
    {
        Console.WriteLine($"Publishing {project}…");
        var to = Path.Combine(folder, Path.GetFileName(project));
        var run = await ProgramRun.RunAsync(Tools.Repository, ["dotnet", "publish", project, "-o", to, .. Fast], stop);
        return run.ExitCode == 0 ? to : throw new BenchmarkException($"{project} could not be published:{Environment.NewLine}{run.Output}");
    }
}
