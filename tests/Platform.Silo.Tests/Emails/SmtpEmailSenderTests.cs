using MailKit.Net.Smtp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Platform.Configuration;
using Platform.Grains.Notifications;
using Platform.Silo.Emails;

namespace Platform.Silo.Tests.Emails;

public sealed class SmtpEmailSenderTests : IAsyncDisposable
{
    private static readonly EmailMessage Message = new("u-1", "Order o-1 received", "Your order came in.", "0f8fad5b-d9cb-469f-a165-70867728950e");

    private readonly SmtpListener _server = new();
    private readonly FakeTimeProvider _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Email_WhenTheServerTakesIt_CarriesAddressTextAndEventId()
    {
        using var sender = Sender();

        await sender.SendAsync(Message, CancellationToken.None);

        var mail = Assert.Single(_server.Messages);
        Assert.Contains("From: platform@localhost", mail, StringComparison.Ordinal);
        Assert.Contains("To: ada@example.org", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Order o-1 received", mail, StringComparison.Ordinal);
        Assert.Contains("Message-Id: <0f8fad5b-d9cb-469f-a165-70867728950e@localhost>", mail, StringComparison.Ordinal);
        Assert.Contains("Your order came in.", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emails_SentAtOnce_ShareOneConnection()
    {
        using var sender = Sender();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.SendAsync(Message, CancellationToken.None)));

        Assert.Equal((20, 1), (_server.Messages.Count, _server.Connections));
    }

    [Fact]
    public async Task Connection_AfterALongPause_IsMadeAnew()
    {
        using var sender = Sender();
        await sender.SendAsync(Message, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(21));
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Equal((2, 2), (_server.Messages.Count, _server.Connections));
    }

    [Theory]
    [InlineData("RCPT", "450 mailbox busy")]
    [InlineData("DATA", "451 local error")]
    [InlineData(".", "452 disk full")]
    [InlineData("MAIL", "550 sender unknown")]
    public async Task Refusal_ThatMayPass_IsThrownAndTheNextTryWorks(string command, string answer)
    {
        using var sender = Sender();
        _server.Answers[command] = answer;
        await Assert.ThrowsAsync<SmtpCommandException>(() => sender.SendAsync(Message, CancellationToken.None));

        _server.Answers.Clear();
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
    }

    [Theory]
    [InlineData("RCPT", "550 no such user")]
    [InlineData(".", "554 looks like spam")]
    public async Task Refusal_ForGood_DropsTheMessageAndTheNextOneGoesOut(string command, string answer)
    {
        using var sender = Sender();
        _server.Answers[command] = answer;
        await sender.SendAsync(Message, CancellationToken.None);

        _server.Answers.Clear();
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
    }

    [Fact]
    public async Task Connection_ThatBreaks_IsThrownAndTheNextTryWorks()
    {
        using var sender = Sender();
        _server.Answers["DATA"] = "";
        await Assert.ThrowsAnyAsync<Exception>(() => sender.SendAsync(Message, CancellationToken.None));

        _server.Answers.Clear();
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
    }

    [Fact]
    public async Task Server_WithoutEncryptionWhereItIsRequired_GetsNothing()
    {
        using var sender = Sender(security: EmailSecurity.StartTls);

        await Assert.ThrowsAnyAsync<Exception>(() => sender.SendAsync(Message, CancellationToken.None));

        Assert.Empty(_server.Messages);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no address")]
    public async Task User_WithoutAnAddress_GetsNothingAndHoldsNothingUp(string? address)
    {
        using var sender = Sender(address);

        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Empty(_server.Messages);
    }

    private SmtpEmailSender Sender(string? address = "ada@example.org", EmailSecurity security = EmailSecurity.None) => new(
        new EmailSettings { Provider = EmailProvider.Smtp, Host = "127.0.0.1", Port = _server.Port, Security = security },
        new Addresses(address),
        _time,
        NullLogger<SmtpEmailSender>.Instance);

    private sealed class Addresses(string? address) : IEmailAddresses
    {
        public Task<string?> FindAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(address);
    }
}
