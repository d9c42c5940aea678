using Platform.Persistence.Postgres;

namespace Platform.Persistence.Tests.Hosting;

public sealed class PostgresStorageOptionsValidatorTests
{
    private const string Right = "Host=db;Database=platform;Username=platform;Password=hunter2";

    [Fact]
    public void Validate_WhenServerAndDatabaseAreNamed_Accepts()
    {
        var fault = Record.Exception(static () => Validate(new PostgresStorageOptions { ConnectionString = Right }));

        Assert.Null(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Database=platform")]
    [InlineData("platform")]
    [InlineData("Data Source=platform.db;hunter2")]
    [InlineData("Host=db;Port=hunter2")]
    [InlineData("Host=db;Password=a;hunter2=b")]
    [InlineData("Host=db;Multiplexing=true")]
    public void Validate_WhenTheConnectionStringCannotWork_NamesProviderAndSettingAndNoValue(string connectionString)
    {
        var fault = Assert.Throws<OrleansConfigurationException>(() => Validate(new PostgresStorageOptions { ConnectionString = connectionString }));

        Assert.Contains("'orders'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionString", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<PostgresStorageOptions>> OutOfRange => new()
    {
        { "BatchBytesMax", static options => options.BatchBytesMax = 0 },
        { "RetryPeriodMax", static options => options.RetryPeriodMax = TimeSpan.FromHours(1) },
        { "WritesAtOnceMax", static options => options.WritesAtOnceMax = 0 },
        { "ReadsAtOnceMax", static options => options.ReadsAtOnceMax = 17 },
        { "ConnectTimeout", static options => options.ConnectTimeout = TimeSpan.Zero },
        { "CommandTimeout", static options => options.CommandTimeout = TimeSpan.FromHours(1) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Validate_WhenASettingIsOutOfRange_NamesProviderAndSetting(string setting, Action<PostgresStorageOptions> set)
    {
        var options = new PostgresStorageOptions { ConnectionString = Right };
        set(options);

        var fault = Assert.Throws<OrleansConfigurationException>(() => Validate(options));

        Assert.Contains("'orders'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(setting, fault.Message, StringComparison.Ordinal);
    }

    private static void Validate(PostgresStorageOptions options) => new PostgresStorageOptionsValidator("orders", options).ValidateConfiguration();
}
