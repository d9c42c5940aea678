using Microsoft.Extensions.Configuration.Memory;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Configuration.Loading;
using Platform.Events;
using Platform.Hosting.Broker;
using Platform.Hosting.Startup;
using Platform.Processing;

namespace Platform.Hosting;

/// <summary>Declares an application: its events, groups, settings and routes. Used at start, by one thread.</summary>
public sealed class PlatformBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly SettingsLoader _loader;
    private readonly List<Action<EventCatalogBuilder>> _events = [];
    private readonly List<GroupBuilder> _groups = [];
    private readonly List<Action<WebApplication>> _routes = [];
    private readonly List<Action<ISiloBuilder>> _silo = [];
    private readonly List<Action<ProcessingOptions>> _processing = [];
    private readonly List<Action<IServiceCollection>> _replacements = [];
    private int _defaults;

    internal PlatformBuilder(WebApplicationBuilder web, PlatformRole role)
    {
        _web = web;
        _loader = new SettingsLoader(web.Configuration);
        Role = role;
        Settings = _loader.ReadPlatform(web.Environment.IsDevelopment(), role);
    }

    /// <summary>Whether this is a silo, or a gateway in a process of its own.</summary>
    public PlatformRole Role { get; }

    /// <summary>What the section <c>Platform</c> sets for every application. What is wrong with it is reported when the application is built.</summary>
    public PlatformSettings Settings { get; }

    /// <summary>The services.</summary>
    public IServiceCollection Services => _web.Services;

    /// <summary>All configuration: files, environment, command line.</summary>
    public IConfiguration Configuration => _web.Configuration;

    /// <summary>The environment: <c>dotnet run</c> is Development, a published build Production.</summary>
    public IHostEnvironment Environment => _web.Environment;

    /// <summary>What the program prints once it runs, beside what every application prints.</summary>
    public BannerLines Banner { get; } = new();

    /// <summary>The title of the API's description at <c>/openapi/v1.json</c>. Default: the program's name.</summary>
    public string ApiTitle { get; set; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>What the API's description says of it as a whole.</summary>
    public string ApiDescription { get; set; } = "";

    /// <summary>An embedded broker that outlives the silo, or null.</summary>
    internal EmbeddedBroker? Broker { get; set; }

    /// <summary>Called with what was declared, and with the way to Kafka, before the application is built.</summary>
    internal Action<Declarations, KafkaConnection>? Built { get; set; }

    internal HashSet<string> ExportedMeters { get; } = new(StringComparer.Ordinal);

    /// <summary>Declares topics and event types. May be called several times.</summary>
    /// <param name="declare">Declares them.</param>
    public PlatformBuilder AddEvents(Action<EventCatalogBuilder> declare)
    {
        ArgumentNullException.ThrowIfNull(declare);
        _events.Add(declare);
        return this;
    }

    /// <summary>Declares a consumer group. Its options are <c>Platform:Groups:&lt;name&gt;:…</c>; <c>Enabled=false</c> switches it off.</summary>
    /// <param name="name">The group's name, and its id in Kafka.</param>
    /// <param name="configure">Says what it reads and which grains get it.</param>
    public PlatformBuilder AddGroup(string name, Action<GroupBuilder> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        var group = new GroupBuilder(name);
        configure(group);
        _groups.Add(group);
        return this;
    }

    /// <summary>Reads a section of the application's own below <c>Platform</c>; its names are then known, and what is wrong in it is reported with all else.</summary>
    /// <typeparam name="TSettings">What it is read into.</typeparam>
    /// <param name="section">The section's name.</param>
    /// <param name="read">Reads and checks it.</param>
    public TSettings AddSettings<TSettings>(string section, Func<SettingsSection, TSettings> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(section);
        ArgumentNullException.ThrowIfNull(read);
        return read(_loader.Root.Section(section));
    }

    /// <summary>Sets what a setting is where no file, no variable and no argument says otherwise. Of several calls for one setting the last one counts.</summary>
    /// <param name="key">The setting's full path, for example <c>Logging:LogLevel:MyApplication</c>.</param>
    /// <param name="value">The value.</param>
    public PlatformBuilder SetDefault(string key, string value)
    {
        // Later sources win: behind the defaults that were set before, and before all else.
        ((IConfigurationBuilder)_web.Configuration).Sources.Insert(_defaults++, new MemoryConfigurationSource { InitialData = [new(key, value)] });
        return this;
    }

    /// <summary>Serves what a meter of the application's own measures at <c>/metrics</c>, beside what the platform measures.</summary>
    /// <param name="meter">The meter's name.</param>
    public PlatformBuilder ExportMeter(string meter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(meter);
        ExportedMeters.Add(meter);
        return this;
    }

    /// <summary>Maps routes; in a silo unless <c>Platform:Gateway:Enabled</c> is false.</summary>
    /// <param name="map">Maps them.</param>
    public PlatformBuilder Map(Action<WebApplication> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        _routes.Add(map);
        return this;
    }

    /// <summary>Configures the silo beyond what the platform does; not called in a gateway.</summary>
    /// <param name="configure">Configures it.</param>
    public PlatformBuilder ConfigureSilo(Action<ISiloBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _silo.Add(configure);
        return this;
    }

    /// <summary>
    /// Replaces services of the platform's own, in tests for example: called once all others are registered, so that what it adds is used.
    /// What it adds is otherwise no different from what is added to <see cref="Services"/>.
    /// </summary>
    /// <param name="replace">Adds the replacements.</param>
    public PlatformBuilder ReplaceServices(Action<IServiceCollection> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        _replacements.Add(replace);
        return this;
    }

    /// <summary>Sets the limits of event processing.</summary>
    /// <param name="configure">Sets them.</param>
    public PlatformBuilder ConfigureProcessing(Action<ProcessingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _processing.Add(configure);
        return this;
    }

    /// <summary>Checks the settings and what is declared.</summary>
    /// <returns>What is declared, with what the configuration says of it.</returns>
    /// <exception cref="PlatformConfigurationException">Something is wrong: everything that is, at once.</exception>
    internal Declarations Check()
    {
        var declarations = Declarations.Read(_events, _groups, _loader);
        _loader.Finish();
        return declarations;
    }

    /// <summary>Checks everything and builds the program; a silo's topics are there when it returns, and nothing is read yet.</summary>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="PlatformConfigurationException">Something is wrong: everything that is, at once.</exception>
    internal async Task<PlatformHost> BuildAsync(CancellationToken stop)
    {
        var declarations = Check();
        if (Settings.Management.Url is { } management)
        {
            _web.Listen(management);
        }

        PortCheck.EnsureFree([.. ListeningPort.OfUrls(HttpAddresses.Of(_web.Configuration)), .. Role == PlatformRole.Silo ? ListeningPort.OfSilo(Settings.Cluster, SiloAddresses.ListeningFor(SiloAddresses.Advertised(Settings.Cluster)).ToString()) : []]);
        var plan = new ApplicationPlan(this, _web, _loader, declarations)
        {
            Routes = Map,
            ConfigureSilo = silo => _silo.ForEach(configure => configure(silo)),
            ReplaceServices = () => _replacements.ForEach(replace => replace(Services)),
            ConfigureProcessing = options => _processing.ForEach(configure => configure(options)),
        };
        return Role == PlatformRole.Silo ? await SiloApplication.BuildAsync(plan, stop) : GatewayApplication.Build(plan);
    }

    private void Map(WebApplication app) => _routes.ForEach(map => map(app));
}
