using Platform.Configuration;
using Platform.Hosting.Startup;
using Platform.Hosting.Storage;
using Platform.Persistence;

namespace Platform.Hosting.Tests.Startup;

public sealed class StartErrorsTests
{
    private static readonly PlatformSettings Postgres = new()
    {
        Storage = new StorageSettings { Provider = StorageProvider.Postgres, ConnectionString = "Host=db;Password=hunter2" },
    };

    [Fact]
    public void DatabaseThatCannotBeOpened_IsRefusedByItsSetting()
    {
        using var database = StorageHosting.ChooseDatabase(Postgres);
        var failure = new InvalidOperationException("start", new AggregateException(new IOException(), new PersistenceException("no such database", isTransient: false)));

        var refusal = StartErrors.Find(failure, database);

        Assert.Contains("Platform:Storage:ConnectionString", refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("no such database", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DatabaseThatDoesNotAnswer_IsReportedAsThatAndNotAsAWrongSetting()
    {
        using var database = StorageHosting.ChooseDatabase(Postgres);

        var refusal = StartErrors.Find(new PersistenceException("Opening in the PostgreSQL database failed: connection refused", isTransient: true), database);

        Assert.Contains("did not answer: Opening in the PostgreSQL database failed: connection refused.", refusal!.Message, StringComparison.Ordinal);
        Assert.Contains("Platform__StartTimeout", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigurationThatTheRuntimeRefuses_IsToldAlone()
    {
        using var database = StorageHosting.ChooseDatabase(Postgres);

        var refusal = StartErrors.Find(new OrleansConfigurationException("topic \"a\" has 1 replica(s)"), database);

        Assert.Equal(["topic \"a\" has 1 replica(s)"], refusal!.Problems);
    }

    [Fact]
    public void Bug_IsNoRefusal()
    {
        using var database = StorageHosting.ChooseDatabase(Postgres);

        Assert.Null(StartErrors.Find(new InvalidOperationException("bug", new NullReferenceException()), database));
    }
}
