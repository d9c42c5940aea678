using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Streaming.Kafka;
using Platform.Events;
using Platform.Hosting.Admin;
using Platform.Hosting.OpenApi;

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
        services.AddOptions<GatewayOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddKafkaProducer(EventPublisher.ProducerName, options => options.Connection = connection);
        services.AddOptions<KafkaProducerOptions>(EventPublisher.ProducerName).Configure<IOptions<GatewayOptions>>((options, limits) => options.DeliveryTimeout = limits.Value.PublishTimeout);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterConnection, InsideSilo>();
        services.TryAddSingleton<EventEncoder>();
        services.AddSingleton<GrainReads>().AddSingleton<EventPublisher>();
        services.AddSingleton<QuarantineOperations>().AddSingleton<DeadLetterOperations>().AddKafkaTopicReader(connection).AddKafkaPartitions();
        services.AddExceptionHandler<GatewayExceptionHandler>();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        return services.AddPlatformOpenApi(platform.ApiTitle, platform.ApiDescription);
    }

    /// <summary>Answers every error that has no body yet, unknown routes included, with ProblemDetails; before middleware that answers by itself.</summary>
    /// <param name="app">The application.</param>
    public static void UsePlatformHttp(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => TypedResults.Problem(statusCode: context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    /// <summary>Maps the application's routes, its description and the operators' routes.</summary>
    /// <param name="app">The application.</param>
    /// <param name="plan">What it is made of.</param>
    public static void MapPlatformApi(this WebApplication app, ApplicationPlan plan)
    {
        plan.Routes(app);
        app.MapOpenApi();
        if (plan.Settings.Admin.Enabled)
        {
            app.MapAdmin(new RequestSizeLimitAttribute(app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.BodyBytesMax));
        }
    }
}
