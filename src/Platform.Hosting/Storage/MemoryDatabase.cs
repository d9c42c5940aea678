using Platform.Configuration;

namespace Platform.Hosting.Storage;

/// <summary>Grain state in the process's memory.</summary>
internal sealed class MemoryDatabase : IStateDatabase
{
    /// <inheritdoc />
    public string Description => "in memory";

    /// <inheritdoc />
    public bool IsTemporary => true;

    /// <inheritdoc />
    public ISiloBuilder AddTo(ISiloBuilder silo, string name) => silo.AddMemoryGrainStorage(RowsOf(name)).AddParkingOver(name, RowsOf(name));

    /// <inheritdoc />
    public PlatformConfigurationException Refuse(string fault) => new([$"Platform:Storage:Provider = 'Memory' (environment: Platform__Storage__Provider)\n{fault}"]);

    private static string RowsOf(string name) => name + "-rows";

    public void Dispose()
    {
    }
}
