using Platform.Configuration;
using Platform.Persistence;
using Platform.Processing;

namespace Platform.Hosting.Idempotency;

/// <summary>Registers what forgets old requests.</summary>
internal static class RequestExpiryHosting
{
    /// <summary>Forgets requests in the database of the grains' states once their lifetime is over. Not for memory, which a restart clears.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">How long they are remembered.</param>
    public static ISiloBuilder ForgetOldRequests(this ISiloBuilder silo, GatewaySettings settings)
    {
        silo.Services.AddHostedService(services => new RequestExpiry(
            services.GetRequiredKeyedService<IExpiringRowStorage>(EventProcessing.StorageName),
            TimeSpan.FromDays(settings.IdempotencyKeyDays),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<RequestExpiry>>()));
        return silo;
    }
}
