using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Platform.Persistence;
using Platform.Persistence.Parking;

namespace Orleans.Hosting;

/// <summary>Adds parking to a grain storage that has none.</summary>
public static class ParkingStorageAdapterSiloBuilderExtensions
{
    /// <summary>
    /// Adds an <see cref="IGrainStorage"/>, an <see cref="IParkingStorage"/> and an <see cref="IDeferredWriteStorage"/> that keep a state and its parked records as one
    /// value of another storage. For storages in memory and small numbers.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The new storage's name.</param>
    /// <param name="innerName">The other storage's name.</param>
    public static ISiloBuilder AddParkingOver(this ISiloBuilder builder, string name, string innerName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(innerName);
        builder.Services.AddKeyedSingleton<IGrainStorage>(name, (services, _) => new ParkingStorageAdapter(
            services.GetRequiredKeyedService<IGrainStorage>(innerName), services.GetRequiredService<Serializer>(), services.GetRequiredService<IActivatorProvider>(), services.GetRequiredService<ILogger<ParkingStorageAdapter>>()));
        builder.Services.AddKeyedSingleton(name, static (services, key) => (IParkingStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
        builder.Services.AddKeyedSingleton(name, static (services, key) => (IDeferredWriteStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
        return builder;
    }
}
