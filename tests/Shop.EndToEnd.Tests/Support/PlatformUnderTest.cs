using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shop.EndToEnd.Tests.Support;

/// <summary>
/// One silo in a folder of its own, on ports of its own; can be stopped, killed and started again over the same state.
/// </summary>
internal sealed class PlatformUnderTest : IAsyncDisposable
{
    private readonly Dictionary<string, string> _settings;
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-").FullName;
    private readonly int _httpPort = Ports.Free();
    private PlatformProcess? _process;

    /// <param name="bootstrapServers">A broker, or null for the silo's own embedded one.</param>
    /// <param name="settings">More settings, as environment variables.</param>
    public PlatformUnderTest(string? bootstrapServers, params (string Name, string Value)[] settings)
    {
        SiloPort = Ports.Free();
        ClientPort = Ports.Free();
        _settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Platform__Cluster__SiloPort"] = SiloPort.ToString(CultureInfo.InvariantCulture),
            ["Platform__Cluster__GatewayPort"] = ClientPort.ToString(CultureInfo.InvariantCulture),
            // Its own cluster, whatever else runs on this machine.
            ["Platform__Cluster__ConnectionString"] = $"127.0.0.1:{SiloPort.ToString(CultureInfo.InvariantCulture)}",
            ["Platform__Demo__Enabled"] = "false",
        };
        if (bootstrapServers is not null)
        {
            _settings["Platform__Kafka__BootstrapServers"] = bootstrapServers;
        }

        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    public int SiloPort { get; }

    public int ClientPort { get; }

    public string Folder => _folder;

    public PlatformProcess Process => _process ?? throw new InvalidOperationException("The silo is not started.");

    public HttpClient Http => Process.Http;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="more">Settings of this start alone.</param>
    public Task StartAsync(params (string Name, string Value)[] more)
    {
        Launch(more);
        return Process.AwaitReadyAsync();
    }

    /// <summary>Starts it, and does not wait: it may end before it is ready.</summary>
    /// <param name="more">Settings of this start alone.</param>
    public void Launch(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(_settings, StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        _process = PlatformProcess.Launch(Programs.Silo, _httpPort, _folder, settings);
    }

    /// <summary>Lets it end as an operator does: drained, and with exit code 0.</summary>
    public async Task StopAsync()
    {
        var code = await Process.TerminateAsync();
        Assert.True(code == 0, $"The silo ended with {code}:\n{Process.Output}");
    }

    public async Task<JsonObject?> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"GET {path} answered {(int)answer.StatusCode}: {text}\n{Process.Output}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The named fields of an answer as compact JSON, or "404".</summary>
    public async Task<string> FieldsAsync(string path, params string[] fields)
    {
        var answer = await GetAsync(path);
        return answer is null
            ? "404"
            : string.Join(' ', fields.Select(f => answer[f] is { } value ? value.ToJsonString(JsonSerializerOptions.Web) : "null"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
