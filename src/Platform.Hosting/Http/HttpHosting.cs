using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Configuration;
using Platform.Events;
using Platform.Hosting.Admin;
using Platform.Hosting.Auth;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Limits;
using Platform.Hosting.OpenApi;
using Platform.Hosting.Security;

namespace Platform.Hosting;

/// <summary>HTTP, in a silo and in a gateway alike: the application's routes, the operators', the API's description, errors as ProblemDetails.</summary>
internal static class HttpHosting
{
    /// <summary>Adds what the routes need. Whoever registers a <see cref="TimeProvider"/> first keeps it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="platform">What the API is called.</param>
    public static IServiceCollection AddPlatformHttp(this IServiceCollection services, KafkaConnection connection, PlatformBuilder platform)
    {
        services.AddOptions<GatewayOptions>().PostConfigure(options => Apply(platform.Settings.Gateway, options)).ValidateDataAnnotations().ValidateOnStart();
        services.ConfigureOptions<KestrelLimits>().ConfigureOptions<RequestLimits>().AddRateLimiter(_ => { });
        services.AddPlatformAuth(platform.Settings).AddTransportSecurity(platform.Settings.Http, platform.Configuration);
        services.AddKafkaProducer(EventPublisher.ProducerName, options => options.Connection = connection);
        services.AddOptions<KafkaProducerOptions>(EventPublisher.ProducerName).Configure<IOptions<GatewayOptions>>((options, limits) => options.DeliveryTimeout = limits.Value.PublishTimeout);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterConnection, InsideSilo>();
        services.TryAddSingleton<EventEncoder>();
        services.AddSingleton<GrainReads>().AddSingleton<EventPublisher>().AddSingleton<IdempotentRequests>();
        services.AddSingleton<QuarantineOperations>().AddSingleton<DeadLetterOperations>().AddKafkaTopicReader(connection).AddKafkaPartitions();
        services.AddExceptionHandler<GatewayExceptionHandler>();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        return services.AddPlatformOpenApi(platform.ApiTitle, platform.ApiDescription);
    }

    /// <summary>
    /// What every request passes, in this order: where it came from; errors as ProblemDetails, unknown routes included; headers for
    /// browsers; who calls; limits; what the caller may do.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="settings">The settings.</param>
    public static void UsePlatformHttp(this WebApplication app, PlatformSettings settings)
    {
        app.UseSecurityHeaders(DashboardHosting.Path);
        app.UseTransportSecurity(settings.Http);
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => TypedResults.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.UseRouting();
        if (settings.Http.CorsOrigins.Count > 0)
        {
            app.UseCors();
        }

        app.UsePlatformAuthentication(settings);
        app.UseRateLimiter();
        app.UseAuthorization();
    }

    /// <summary>Leads who opens the address to what is there; an application's own route for it counts.</summary>
    /// <param name="app">The application.</param>
    /// <param name="target">Where to.</param>
    public static void MapRoot(this WebApplication app, string target) =>
        app.MapGet("/", () => TypedResults.Redirect(target)).WithOrder(int.MaxValue).AllowAnonymous().ExcludeFromDescription();

    /// <summary>Maps the application's routes, its description and the operators' routes.</summary>
    /// <param name="app">The application.</param>
    /// <param name="plan">What it is made of.</param>
    public static void MapPlatformApi(this WebApplication app, ApplicationPlan plan)
    {
        plan.Routes(app);
        app.MapOpenApi().AllowAnonymous();
        app.MapRoot(OpenApiHosting.Path);
        if (plan.Settings.Admin.Enabled)
        {
            app.MapAdmin();
        }
    }

    // What operators set counts before what the application's code says.
    private static void Apply(GatewaySettings settings, GatewayOptions options)
    {
        options.RequestsPerSecondMax = settings.RequestsPerSecondMax ?? options.RequestsPerSecondMax;
        options.CallerRequestsMax = settings.CallerRequestsMax ?? options.CallerRequestsMax;
        options.RequestsMax = settings.RequestsMax ?? options.RequestsMax;
    }
}
