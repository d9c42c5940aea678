using Platform.Configuration;
using Platform.Hosting.Storage;

namespace Platform.Hosting.Tests.Storage;

public sealed class PostgresDatabaseTests
{
    [Fact]
    public void Choice_WhenConfigured_IsDescribedWithoutItsPassword()
    {
        using var database = StorageHosting.ChooseDatabase(Settings("Host=db;Database=platform;Username=me;Password=hunter2"));

        Assert.Equal("PostgreSQL, platform at db:5432", database.Description);
        Assert.False(database.IsTemporary);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Data Source=hunter2.db")]
    [InlineData("Database=platform;Password=hunter2")]
    [InlineData("Host=db;Port=hunter2")]
    public void ConnectionString_WhenItCannotBeUsed_IsRefusedWithoutBeingShown(string? connectionString)
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(() => StorageHosting.ChooseDatabase(Settings(connectionString)));

        Assert.Contains("Platform:Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    private static PlatformSettings Settings(string? connectionString) =>
        new() { Storage = new StorageSettings { Provider = StorageProvider.Postgres, ConnectionString = connectionString } };
}
