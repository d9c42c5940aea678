using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Platform.Configuration;

namespace Platform.Hosting.Auth;

/// <summary>Has callers show who they are, by a bearer token or an API key, and keeps operators' routes apart.</summary>
internal static class AuthHosting
{
    private const string Either = "Either";

    /// <summary>Adds what the settings require; without any, everything is allowed to everyone.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    public static IServiceCollection AddPlatformAuth(this IServiceCollection services, PlatformSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<CallerRules>().AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddAuthorization(options =>
        {
            // A route that somebody forgets is closed.
            options.FallbackPolicy = settings.Auth.IsRequired ? new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build() : null;
        });
        if (settings.Auth.IsRequired)
        {
            AddSchemes(services.AddAuthentication(Either), settings.Auth);
        }

        return services;
    }

    /// <summary>After routing: who calls is known from here on.</summary>
    /// <param name="app">The application.</param>
    /// <param name="settings">The settings.</param>
    public static void UsePlatformAuthentication(this WebApplication app, PlatformSettings settings)
    {
        if (settings.Management.Url is not null)
        {
            app.Use(KeepApart);
        }

        if (settings.Auth.IsRequired)
        {
            app.UseAuthentication();
        }
    }

    private static void AddSchemes(AuthenticationBuilder authentication, AuthSettings auth)
    {
        authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null, configureOptions: null);
        if (auth.TakesTokens)
        {
            authentication.AddJwtBearer(options => BearerTokens.Configure(options, auth));
        }

        authentication.AddPolicyScheme(Either, displayName: null, options => options.ForwardDefaultSelector = context =>
            auth.TakesTokens && !context.Request.Headers.ContainsKey(ApiKeyHandler.Header) ? JwtBearerDefaults.AuthenticationScheme : ApiKeyHandler.SchemeName);
    }

    // What is not at an address answers as if it were nowhere.
    private static Task KeepApart(HttpContext context, RequestDelegate next)
    {
        var route = context.GetEndpoint()?.Metadata.GetMetadata<OperatorRoute>();
        var isThere = CallerExtensions.Rules(context).IsAtManagementAddress(context) ? route is not null : route is not { IsAlsoPublic: false };
        if (!isThere)
        {
            context.SetEndpoint(null);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
