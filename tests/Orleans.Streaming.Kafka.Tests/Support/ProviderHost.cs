using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streaming.Kafka.Testing;

namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>A silo set up by the test, with its whole log.</summary>
internal sealed class ProviderHost : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _hasStarted;

    private ProviderHost(IHost host, Probe probe, CapturedLog log) => (_host, Probe, Log) = (host, probe, log);

    public Probe Probe { get; }

    public CapturedLog Log { get; }

    public IServiceProvider Services => _host.Services;

    public static ProviderHost Build(Action<ISiloBuilder> configure, string environment = "Production", IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var (probe, log) = (new Probe(), new CapturedLog());
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace).AddFilter("Orleans.Runtime", LogLevel.Warning);
        builder.Services.AddSingleton(probe);
        var ports = LoopbackPorts.Take(2);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ports[0], ports[1], serviceId: "tests", clusterId: Guid.NewGuid().ToString("N"));
            configure(silo);
        });
        return new ProviderHost(builder.Build(), probe, log);
    }

    public static async Task<ProviderHost> StartAsync(Action<ISiloBuilder> configure, string environment = "Production", IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var host = Build(configure, environment, settings);
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            // What had begun must not go on beside other tests.
            host._host.Dispose();
            throw;
        }
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _hasStarted = true;
    }

    public IKafkaGroupStatus Status(string provider) => Services.GetRequiredKeyedService<IKafkaGroupStatus>(provider);

    public Task ReadyAsync(string provider, int seconds = 60) => Eventually.Async(() => Status(provider).IsReady, () => Status(provider).Detail, seconds);

    public async ValueTask DisposeAsync()
    {
        if (_hasStarted)
        {
            await _host.StopAsync();
        }

        _host.Dispose();
    }
}
