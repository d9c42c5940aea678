using Shop.Gateway;
using Shop.Gateway.Settings;

namespace Shop.Silo.Tests.Settings;

public sealed class EmailSettingsTests
{
    [Fact]
    public void Values_WhenAllAreSet_AreRead()
    {
        var email = Load(("Email:Provider", "Smtp"), ("Email:Host", "mail.example.org"), ("Email:Security", "tls"), ("Email:AddressWait", "30s"), ("Email:ConnectionsMax", "3"));

        Assert.Equal(new EmailSettings { Provider = EmailProvider.Smtp, Host = "mail.example.org", Security = EmailSecurity.Tls, AddressWait = TimeSpan.FromSeconds(30), ConnectionsMax = 3 }, email);
    }

    [Fact]
    public void Values_WhenNoneIsSet_AreTheDefaults() => Assert.Equal(new EmailSettings(), Load());

    [Fact]
    public void Smtp_WithoutAHost_IsRefused()
    {
        var refusal = Application.Refusal(("Email:Provider", "Smtp"));

        Assert.Contains("Platform:Email:Host is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://mail")]
    [InlineData("mail:25")]
    [InlineData("my mail")]
    public void SmtpHost_WhichIsNone_IsRefused(string host)
    {
        var refusal = Application.Refusal(("Email:Provider", "Smtp"), ("Email:Host", host));

        Assert.Contains($"Platform:Email:Host = '{host}'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Password_UnencryptedOutsideDevelopment_IsRefused()
    {
        (string, string)[] values = [("Email:Provider", "Smtp"), ("Email:Host", "mail.example.org"), ("Email:Security", "None"), ("Email:Username", "me"), ("Email:Password", "hunter2")];

        var refusal = Application.Refusal(values);

        Assert.Contains("Platform:Email:AllowPlaintext=true", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
        Assert.True(Load([.. values, ("Email:AllowPlaintext", "true")]).AllowPlaintext);
    }

    [Theory]
    [InlineData("Email:Username", "Platform:Email:Password")]
    [InlineData("Email:Password", "Platform:Email:Username")]
    public void SmtpCredentials_WhenOneOfTheTwoIsMissing_AreRefused(string set, string missing)
    {
        var refusal = Application.Refusal(("Email:Provider", "Smtp"), ("Email:Host", "mail"), (set, "hunter2"));

        Assert.Contains($"{missing} is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Email:Host", "mail", "Platform:Email:Host = 'mail'")]
    [InlineData("Email:Username", "me", "Platform:Email:Username")]
    [InlineData("Email:Password", "hunter2", "Platform:Email:Password")]
    public void EmailServer_WithoutTheProviderThatUsesIt_IsRefused(string name, string value, string said)
    {
        var problem = Assert.Single(Application.Refusal((name, value)).Problems);

        Assert.Contains(said, problem, StringComparison.Ordinal);
        Assert.Contains("Platform:Email:Provider=Smtp", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void EmailServer_WhenTheProviderIsUnreadable_DrawsNoSecondComplaint()
    {
        var refusal = Application.Refusal(("Email:Provider", "pigeon"), ("Email:Host", "mail"));

        Assert.Contains("Right is Log, File or Smtp.", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void EmailFile_InAMissingDirectory_IsRefused()
    {
        var refusal = Application.Refusal(("Email:Provider", "File"), ("Email:File", "/nowhere/outbox.jsonl"));

        Assert.Contains("There is no directory /nowhere", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void EmailFile_WhenItCanBeWritten_IsTakenAndNotLeftBehind()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        Assert.Equal(file, Load(("Email:Provider", "File"), ("Email:File", file)).File);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Sender_WhenNoAddress_IsRefused()
    {
        var refusal = Application.Refusal(("Email:From", "nobody"));

        Assert.Contains("Platform:Email:From = 'nobody'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Port_WhenUnreadable_IsRefusedWithWhatWouldBeRight()
    {
        var problem = Assert.Single(Application.Refusal(("Email:Port", "-25")).Problems);

        Assert.Contains("Platform:Email:Port = '-25' (environment: Platform__Email__Port)", problem, StringComparison.Ordinal);
        Assert.Contains("1 to 65535", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0s", true)]
    [InlineData("60m", true)]
    [InlineData("61m", false)]
    public void AddressWait_OfAtMostAnHour_IsTaken(string value, bool isRight)
    {
        var exception = Record.Exception(() => Load(("Email:AddressWait", value)));

        Assert.Equal(isRight, exception is null);
        Assert.Equal(!isRight, exception?.Message.Contains("Platform:Email:AddressWait", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("Email:ApiKey", "hunter2")]
    [InlineData("Email:Server", "smtp://me:hunter2@mail")]
    [InlineData("Email:Password:Value", "hunter2")]
    public void Name_WhenItMayBeASecrets_DoesNotTellItsValue(string name, string value)
    {
        var refusal = Application.Refusal((name, value));

        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("(value not shown)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_WhenPrinted_ShowNoSecret()
    {
        var email = Load(("Email:Provider", "Smtp"), ("Email:Host", "mail"), ("Email:Username", "me"), ("Email:Password", "hunter2"));

        Assert.Equal("hunter2", email.Password);
        Assert.DoesNotContain("hunter2", email.ToString(), StringComparison.Ordinal);
    }

    private static EmailSettings Load(params (string Name, string Value)[] settings)
    {
        EmailSettings? email = null;
        Application.Create(platform => email = platform.DeclareShop().Email, settings).Check();
        return email!;
    }
}
