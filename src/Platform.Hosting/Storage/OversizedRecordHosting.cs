using Orleans.Streaming.Kafka;

namespace Platform.Hosting.Storage;

/// <summary>Where the bytes go that no dead-letter topic takes.</summary>
internal static class OversizedRecordHosting
{
    /// <summary>Keeps them in the database of the grains' states. Not for memory: the stub must not say that they are kept.</summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder KeepOversizedRecords(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IOversizedRecordStore, OversizedRecordStore>();
        return silo;
    }
}
