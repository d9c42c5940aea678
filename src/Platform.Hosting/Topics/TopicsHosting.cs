using Platform.Configuration;
using Platform.Events;
using Platform.Hosting.Broker;

namespace Platform.Hosting.Topics;

/// <summary>Topics as code.</summary>
internal static class TopicsHosting
{
    /// <summary>Sees to the topics of a real broker. The embedded one was started with them, and knows no questions about them.</summary>
    /// <param name="app">The application; its silo must not run yet, as consumers want their topics.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="catalog">The topics as they should be.</param>
    /// <param name="broker">The broker.</param>
    /// <param name="stop">Gives up waiting for the broker.</param>
    public static Task EnsureTopicsAsync(this WebApplication app, PlatformSettings settings, TopicCatalog catalog, PlatformBroker broker, CancellationToken stop) => broker.IsEmbedded
        ? Task.CompletedTask
        : app.Services.GetRequiredService<TopicsAtStart>().EnsureAsync(catalog, settings.Topics.AllowsFewerReplicas(app.Environment.IsDevelopment()), broker.Connection.BootstrapServers, settings.StartTimeout, stop);
}
