using Platform.Persistence.Sqlite;

namespace Platform.Persistence.Tests.Hosting;

public sealed class SqliteStorageOptionsValidatorTests
{
    [Fact]
    public void Validate_WhenOnlyTheFileIsNamed_Accepts()
    {
        var options = new SqliteStorageOptions { ConnectionString = "Data Source=platform.db" };

        var fault = Record.Exception(() => Validate(options));

        Assert.Null(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=file::memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("Data Source=x;Mode=ReadOnly")]
    [InlineData("Data Source=x;Cache=Shared")]
    [InlineData("Host=localhost")]
    [InlineData("platform.db")]
    public void Validate_WhenTheConnectionStringCannotWork_NamesProviderAndSetting(string connectionString)
    {
        var options = new SqliteStorageOptions { ConnectionString = connectionString };

        var fault = Assert.Throws<OrleansConfigurationException>(() => Validate(options));

        Assert.Contains("'orders'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionString", fault.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<SqliteStorageOptions>> OutOfRange => new()
    {
        { "QueueLengthMax", static options => options.QueueLengthMax = 0 },
        { "BatchRowsMax", static options => options.BatchRowsMax = 10_001 },
        { "StateBytesMax", static options => options.StateBytesMax = 0 },
        { "RetryCountMax", static options => options.RetryCountMax = -1 },
        { "RetryDelay", static options => options.RetryDelay = TimeSpan.Zero },
        { "RetryDelayMax", static options => options.RetryDelayMax = TimeSpan.FromHours(1) },
        { "StateFormat", static options => options.StateFormat = 256 },
        { "BusyTimeout", static options => options.BusyTimeout = TimeSpan.FromMinutes(1) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Validate_WhenASettingIsOutOfRange_NamesProviderAndSetting(string setting, Action<SqliteStorageOptions> set)
    {
        var options = new SqliteStorageOptions { ConnectionString = "Data Source=platform.db" };
        set(options);

        var fault = Assert.Throws<OrleansConfigurationException>(() => Validate(options));

        Assert.Contains("'orders'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(setting, fault.Message, StringComparison.Ordinal);
    }

    private static void Validate(SqliteStorageOptions options) => new SqliteStorageOptionsValidator("orders", options).ValidateConfiguration();
}
