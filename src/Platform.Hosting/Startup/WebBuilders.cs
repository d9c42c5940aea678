using Microsoft.Extensions.Configuration.Json;
using Platform.Configuration;

namespace Platform.Hosting.Startup;

/// <summary>The web application that silos and gateways begin with.</summary>
internal static class WebBuilders
{
    /// <summary>
    /// A builder whose configuration comes from, each overriding the one before: <c>appsettings.json</c> next to the
    /// program, <c>appsettings.json</c> in the working directory, the environment, the command line.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="defaultUrl">Where HTTP is served when nothing says where.</param>
    /// <exception cref="PlatformConfigurationException">A file can't be read.</exception>
    public static WebApplicationBuilder Create(string[] args, string defaultUrl)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            builder.Configuration.AddLoggingDefaults();
            AddWorkingDirectory(builder.Configuration, builder.Environment.EnvironmentName);
            if (HttpAddresses.Of(builder.Configuration).Count == 0)
            {
                builder.WebHost.UseUrls(defaultUrl);
            }

            return builder;
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw new PlatformConfigurationException([Describe(exception)]);
        }
    }

    /// <summary>Listens at one more address, whatever says where HTTP is served.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="url">The address.</param>
    public static void Listen(this WebApplicationBuilder builder, Uri url)
    {
        var address = url.GetLeftPart(UriPartial.Authority);
        if (builder.Configuration.GetSection(HttpAddresses.EndpointsSection).GetChildren().Any())
        {
            // Where endpoints are configured, addresses of any other kind are not looked at.
            builder.Configuration[$"{HttpAddresses.EndpointsSection}:PlatformManagement:Url"] = address;
        }
        else
        {
            builder.WebHost.UseUrls([.. HttpAddresses.Of(builder.Configuration), address]);
        }
    }

    // After the program's own files and before the environment, which thereby keeps the last word.
    private static void AddWorkingDirectory(ConfigurationManager configuration, string environment)
    {
        var directory = Environment.CurrentDirectory;
        if (Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Equals(Path.TrimEndingDirectorySeparator(directory), StringComparison.Ordinal))
        {
            return;
        }

        IList<IConfigurationSource> sources = configuration.Sources;
        var index = sources.IndexOf(sources.OfType<JsonConfigurationSource>().Last()) + 1;
        foreach (var name in new[] { "appsettings.json", $"appsettings.{environment}.json" })
        {
            var source = new JsonConfigurationSource { Path = Path.Combine(directory, name), Optional = true };
            source.ResolveFileProvider();
            sources.Insert(index++, source);
        }
    }

    private static string Describe(Exception exception) =>
        exception.InnerException is null ? exception.Message : $"{exception.Message}\n{exception.InnerException.Message}";
}
