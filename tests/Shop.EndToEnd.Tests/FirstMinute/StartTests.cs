using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.FirstMinute;

/// <summary>What a new user meets: the start, Ctrl-C, a taken port, a wrong setting.</summary>
public sealed partial class StartTests
{
    [Fact]
    public async Task Embedded_SaysWhereThingsAre_ShowsTheDemo_AndExitsZeroOnInterrupt()
    {
        await using var platform = new PlatformUnderTest(null, ("Platform__Demo__Enabled", "true"));
        await platform.StartAsync();
        await platform.Process.AwaitBannerAsync();

        var output = platform.Process.Output;
        Assert.Contains("/dashboard", output, StringComparison.Ordinal);
        Assert.Contains("/metrics", output, StringComparison.Ordinal);
        Assert.Equal(3, output.Split('\n').Count(line => line.TrimStart().StartsWith("curl ", StringComparison.Ordinal)));
        await Eventually.HoldsAsync(
            async () => (int)(await platform.GetAsync("/analytics/orders"))!["total"]!["created"]! > 3,
            () => platform.Process.Output);
        var database = StoragePath().Match(output).Groups["path"].Value;
        Assert.True(File.Exists(database), $"There is no database at '{database}':\n{output}");
        Assert.Equal(0, await platform.Process.InterruptAsync());
        Assert.DoesNotContain("   at ", platform.Process.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(database)), $"{database} is left behind.");
    }

    [Fact]
    public async Task Embedded_ExitsZeroOnTerminate()
    {
        await using var platform = new PlatformUnderTest(null);
        await platform.StartAsync();

        Assert.Equal(0, await platform.Process.TerminateAsync());
    }

    [Theory]
    [InlineData("Platform__Groups__orders__Start", "Newest", "Platform:Groups:orders:Start", "Newest", "Earliest")]
    [InlineData("Platform__Kafka__Groups__OrderProcessor__Start", "Earliest", "Platform:Kafka:Groups:OrderProcessor:Start", "Platform:Groups:orders:Start")]
    [InlineData("Platform__Kafka__BootstrapServer", "localhost:9092", "Platform:Kafka:BootstrapServer = 'localhost:9092'", "Platform:Kafka:BootstrapServers")]
    [InlineData("Platform__Groups__analytics__OutOfRange", "Skip", "Platform:Groups:analytics:OutOfRange", "Skip", "Earliest")]
    [InlineData("Platform__Email__AddressWait", "2h", "Platform:Email:AddressWait", "2h", "30s")]
    [InlineData("TMPDIR", "/dev/null", "Platform:Storage:ConnectionString", "/dev/null", "TMPDIR")]
    [InlineData("Platform__Storage__Provider", "Postgres", "Platform:Storage:ConnectionString", "not set", "Host=")]
    [InlineData("Platform__Cluster__Provider", "Redis", "Platform:Cluster:ConnectionString", "not set", "redis-1:6379")]
    [InlineData("Platform__Cluster__SiloPort", "70000", "Platform:Cluster:SiloPort", "70000", "65535")]
    public async Task WrongSetting_StopsTheStartWithOneMessage(string variable, string value, params string[] expected)
    {
        await using var process = Launch(Ports.Free(), (variable, value));

        var exitCode = await process.WaitForExitAsync(60);

        Assert.NotEqual(0, exitCode);
        Assert.All(expected, text => Assert.Contains(text, process.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is-no-database.db", "file is not a database")]
    [InlineData("is-a-directory", "unable to open database file")]
    public async Task WrongSqliteFile_StopsTheStartWithOneMessage(string file, string fault)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.PathOf("is-no-database.db"), string.Concat(Enumerable.Repeat("This is a text. ", 100)));
        Directory.CreateDirectory(folder.PathOf("is-a-directory"));

        await AssertRefusedAsync(
            [("Platform__Storage__ConnectionString", $"Data Source={folder.PathOf(file)}")],
            "Platform:Storage:ConnectionString",
            fault,
            folder.PathOf(file),
            "Right is for example");
    }

    [Fact]
    public async Task Postgres_ThatIsNotThere_StopsTheStartWithOneMessageWithoutThePassword()
    {
        var output = await AssertRefusedAsync(
            [("Platform__Storage__Provider", "Postgres"), ("Platform__Storage__ConnectionString", "Host=127.0.0.1;Port=1;Database=shop;Username=me;Password=hunter2"), ("Platform__StartTimeout", "1s")],
            "The database did not answer",
            "'shop' at 127.0.0.1:1",
            "Platform:StartTimeout",
            "Platform:Storage:ConnectionString");

        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Trait("Needs", "RealParts")]
    [InlineData("Password", "hunter2")]
    [InlineData("Database", "no_such_database")]
    [InlineData("Host", "no-such-host.invalid")]
    public async Task Postgres_WithAWrongPart_StopsTheStartWithOneMessage(string part, string value)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var wrong = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { [part] = value };
        Skip.If(part == "Password" && !await database.RequiresPasswordsAsync(), "The server takes every password.");

        var output = await AssertRefusedAsync(
            [("Platform__Storage__Provider", "Postgres"), ("Platform__Storage__ConnectionString", wrong.ConnectionString), ("Platform__StartTimeout", "1s")],
            "Platform:Storage:ConnectionString",
            part == "Host" ? "no-such-host.invalid" : "Right is for example Host=");

        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TopicsFile_ThatLacksATopicWeRead_StopsTheStartAndNamesIt()
    {
        using var folder = new TemporaryFolder();
        var shipped = await File.ReadAllTextAsync(Path.Combine(Programs.Root, "deploy/kafka/topics.yaml"));
        await File.WriteAllTextAsync(folder.PathOf("topics.yaml"), shipped.Replace("- name: users.updated\n", "- name: users.renamed\n", StringComparison.Ordinal));

        await AssertRefusedAsync([("Platform__Topics__File", folder.PathOf("topics.yaml"))], "Platform:Topics:File", "has no users.updated.", folder.PathOf("topics.yaml"));
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Production_OnOneBroker_RefusesTopicsThatMayLoseRecords_BySettingName_AndStartsWhereThatIsAllowed()
    {
        await using var broker = await RealBroker.StartAsync();
        (string, string)[] production = [("DOTNET_ENVIRONMENT", "Production"), ("Platform__Kafka__Security__AllowPlaintext", "true"), ("Platform__Auth__AllowAnonymous", "true"), ("Platform__Admin__Enabled", "true")];
        await using var allowed = new PlatformUnderTest(broker.BootstrapServers, [.. production, ("Platform__Topics__AllowFewerReplicas", "true")]);
        await allowed.StartAsync();
        Assert.Equal(0, await allowed.Process.InterruptAsync());

        // The topics are there now, with one replica each.
        await AssertRefusedAsync(
            [.. production, ("Platform__Kafka__BootstrapServers", broker.BootstrapServers), ("Platform__Storage__Provider", "Memory"), ("Platform__Storage__AllowVolatile", "true")],
            "Platform:Topics:AllowFewerReplicas",
            "has 1 replica(s), and needs 3");
    }

    [Fact]
    public async Task Interrupt_WhileTheBrokerIsAwaited_ExitsZero()
    {
        await using var process = Launch(Ports.Free(), ("Platform__Kafka__BootstrapServers", "127.0.0.1:1"));
        await Eventually.HoldsAsync(() => Task.FromResult(process.Output.Contains("Waiting for the broker", StringComparison.Ordinal)), () => process.Output);

        var exitCode = await process.InterruptAsync(seconds: 20);

        Assert.True(exitCode == 0, $"exit code {exitCode}:\n{process.Output}");
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingOutsideItsSection_IsWarnedOf()
    {
        await using var platform = new PlatformUnderTest(null, ("Kafka__BootstrapServers", "localhost:9092"));
        await platform.StartAsync();

        Assert.Contains("The setting Kafka:BootstrapServers is ignored", platform.Process.Output, StringComparison.Ordinal);
        Assert.Contains("Platform__Kafka__BootstrapServers", platform.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_RefusesPlaintextUnlessAllowed_AndMemoryBesideARealBroker()
    {
        await using var plaintext = Launch(Ports.Free(), ("DOTNET_ENVIRONMENT", "Production"), ("Platform__Kafka__BootstrapServers", "127.0.0.1:1"));
        await using var memory = Launch(Ports.Free(), ("Platform__Storage__Provider", "Memory"), ("Platform__Kafka__BootstrapServers", "127.0.0.1:1"));

        Assert.NotEqual(0, await plaintext.WaitForExitAsync(60));
        Assert.NotEqual(0, await memory.WaitForExitAsync(60));
        Assert.Contains("AllowPlaintext", plaintext.Output, StringComparison.Ordinal);
        Assert.Contains("AllowVolatile", memory.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenHttpPort_IsAClearError()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var process = Launch(port);

        Assert.NotEqual(0, await process.WaitForExitAsync(60));
        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenSiloPort_IsAClearErrorThatNamesTheSetting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await using var process = Launch(Ports.Free(), ("Platform__Cluster__SiloPort", port));

        Assert.NotEqual(0, await process.WaitForExitAsync(60));
        Assert.Contains(port, process.Output, StringComparison.Ordinal);
        Assert.Contains("Platform:Cluster:SiloPort", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatewayProcess_WithoutABroker_SaysThatItNeedsOne()
    {
        await using var process = PlatformProcess.Launch(Programs.Gateway, Ports.Free(), Path.GetTempPath(), new Dictionary<string, string>());

        Assert.NotEqual(0, await process.WaitForExitAsync(60));
        Assert.Contains("Platform:Kafka:BootstrapServers", process.Output, StringComparison.Ordinal);
    }

    private static async Task<string> AssertRefusedAsync((string, string)[] settings, params string[] expected)
    {
        await using var process = Launch(Ports.Free(), settings);

        var exitCode = await process.WaitForExitAsync(120);

        Assert.Equal(1, exitCode);
        Assert.All(expected, text => Assert.Contains(text, process.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        return process.Output;
    }

    private static PlatformProcess Launch(int port, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Platform__Cluster__SiloPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["Platform__Cluster__GatewayPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["Platform__Demo__Enabled"] = "false",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return PlatformProcess.Launch(Programs.Silo, port, Path.GetTempPath(), all);
    }

    [GeneratedRegex(@"storage    SQLite, (?<path>\S+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StoragePath();
}
