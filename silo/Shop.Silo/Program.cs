using Platform.Configuration;
using Platform.Hosting.Startup;
using Platform.Hosting;
using Platform.Hosting.Storage;
using Platform.Hosting.Topics;

return await PlatformProgram.RunAsync(async stop =>
{
    var builder = PlatformApplication.CreateBuilder(args, "http://localhost:8080");
    var settings = builder.LoadSettings(PlatformRole.Silo);
    var topics = TopicsFile.Load(settings.Topics);
    PortCheck.EnsureFree([.. ListeningPort.OfUrls(HttpAddresses.Of(builder.Configuration)), .. ListeningPort.OfSilo(settings.Cluster)]);

    using var database = StorageHosting.ChooseDatabase(settings);
    await using var broker = PlatformBroker.Start(settings.Kafka, topics);
    await using var app = builder.BuildSilo(settings, database, broker);

    await app.EnsureTopicsAsync(settings, topics, broker, stop);
    await app.RunSiloAsync(database, stop);
});
