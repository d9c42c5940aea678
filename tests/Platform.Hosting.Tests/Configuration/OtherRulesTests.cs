namespace Platform.Configuration.Tests;

public sealed class OtherRulesTests
{
    [Fact]
    public void Memory_BesideARealBroker_IsRefusedNamingTheSettingThatAllowsIt()
    {
        var refusal = Settings.Refusal(Settings.RealBroker, Settings.Encrypted, ("Storage:Provider", "Memory"));

        Assert.Contains("Platform:Storage:AllowVolatile=true", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_WhenVolatileIsAllowed_IsTaken()
    {
        var settings = Settings.Load(Settings.RealBroker, Settings.Encrypted, ("Storage:Provider", "Memory"), ("Storage:AllowVolatile", "true"));

        Assert.Equal(StorageProvider.Memory, settings.Storage.Provider);
    }

    [Theory]
    [InlineData("Cluster:Provider", "Redis", "Localhost")]
    public void Provider_WhichIsNotThereYet_IsRefusedSayingWhichAre(string name, string value, string right)
    {
        var refusal = Settings.Refusal((name, value));

        var problem = Assert.Single(refusal.Problems);
        Assert.Contains("not yet supported", problem, StringComparison.Ordinal);
        Assert.Contains(right, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Postgres_WithoutAConnectionString_IsRefused()
    {
        var refusal = Settings.Refusal(("Storage:Provider", "Postgres"));

        Assert.Contains("Platform:Storage:ConnectionString is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Demo_BesideARealBroker_IsRefused()
    {
        var refusal = Settings.Refusal(Settings.RealBroker, Settings.Encrypted, ("Demo:Enabled", "true"));

        Assert.Contains("Platform:Demo:Enabled = 'true'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_WhenBothAreTheSame_AreRefused()
    {
        var refusal = Settings.Refusal(("Cluster:GatewayPort", "11111"));

        Assert.Contains("Platform:Cluster:SiloPort has the same value", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:11111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.0.0.1:11111", false)]
    [InlineData("password=hunter2", false)]
    public void PrimarySilo_OfALocalCluster_IsALoopbackEndpoint(string value, bool isRight)
    {
        var exception = Record.Exception(() => Settings.Load(("Cluster:ConnectionString", value)));

        Assert.Equal(isRight, exception is null);
        Assert.DoesNotContain("hunter2", exception?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void TopicsFile_WhenMissing_IsRefused()
    {
        var refusal = Settings.Refusal(("Topics:File", "/nowhere/topics.yaml"));

        Assert.Contains("Platform:Topics:File = '/nowhere/topics.yaml'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Smtp_WithoutAHost_IsRefused()
    {
        var refusal = Settings.Refusal(("Email:Provider", "Smtp"));

        Assert.Contains("Platform:Email:Host is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Email:Username", "Platform:Email:Password")]
    [InlineData("Email:Password", "Platform:Email:Username")]
    public void SmtpCredentials_WhenOneOfTheTwoIsMissing_AreRefused(string set, string missing)
    {
        var refusal = Settings.Refusal(("Email:Provider", "Smtp"), ("Email:Host", "mail"), (set, "hunter2"));

        Assert.Contains($"{missing} is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Email:Host", "mail", "Platform:Email:Host = 'mail'")]
    [InlineData("Email:Username", "me", "Platform:Email:Username")]
    [InlineData("Email:Password", "hunter2", "Platform:Email:Password")]
    public void EmailServer_WithoutTheProviderThatUsesIt_IsRefused(string name, string value, string said)
    {
        var problem = Assert.Single(Settings.Refusal((name, value)).Problems);

        Assert.Contains(said, problem, StringComparison.Ordinal);
        Assert.Contains("Platform:Email:Provider=Smtp", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void EmailFile_InAMissingDirectory_IsRefused()
    {
        var refusal = Settings.Refusal(("Email:Provider", "File"), ("Email:File", "/nowhere/outbox.jsonl"));

        Assert.Contains("There is no directory /nowhere", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void EmailFile_WhenItCanBeWritten_IsTakenAndNotLeftBehind()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var settings = Settings.Load(("Email:Provider", "File"), ("Email:File", file));

        Assert.Equal(file, settings.Email.File);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Sender_WhenNoAddress_IsRefused()
    {
        var refusal = Settings.Refusal(("Email:From", "nobody"));

        Assert.Contains("Platform:Email:From = 'nobody'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_WhenPrinted_ShowNoSecret()
    {
        var settings = Settings.Load(
            Settings.RealBroker, ("Kafka:Security:Protocol", "SaslSsl"), ("Kafka:Security:SaslMechanism", "PLAIN"), ("Kafka:Security:Username", "me"), ("Kafka:Security:Password", "hunter2"),
            ("Storage:ConnectionString", "Data Source=hunter2"), ("Email:Provider", "Smtp"), ("Email:Host", "mail"), ("Email:Username", "me"), ("Email:Password", "hunter2"));

        Assert.DoesNotContain("hunter2", settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0s", true)]
    [InlineData("60m", true)]
    [InlineData("61m", false)]
    public void AddressWait_OfAtMostAnHour_IsTaken(string value, bool isRight)
    {
        var exception = Record.Exception(() => Settings.Load(("Email:AddressWait", value)));

        Assert.Equal(isRight, exception is null);
        Assert.Equal(!isRight, exception?.Message.Contains("Platform:Email:AddressWait", StringComparison.Ordinal) ?? false);
    }
}
