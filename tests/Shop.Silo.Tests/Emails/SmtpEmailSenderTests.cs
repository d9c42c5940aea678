using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka;
using Shop.Gateway.Settings;
using Shop.Grains.Notifications;
using Shop.Silo.Emails;

namespace Shop.Silo.Tests.Emails;

public sealed class SmtpEmailSenderTests : IAsyncDisposable
{
    private static readonly EmailMessage Message = new("u-1", "Order o-1 received", "Your order came in.", "0f8fad5b-d9cb-469f-a165-70867728950e");

    private readonly SmtpListener _server = new();
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new();
    private readonly Addresses _addresses = new();
    private readonly DroppedEmails _dropped = new();

    public async ValueTask DisposeAsync()
    {
        _dropped.Dispose();
        await _server.DisposeAsync();
    }

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
    public async Task Emails_SentAtOnce_ShareAFewConnections()
    {
        using var sender = Sender();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.SendAsync(Message, CancellationToken.None)));

        Assert.Equal(20, _server.Messages.Count);
        Assert.InRange(_server.Connections, 1, 8);
    }

    [Fact]
    public async Task Emails_SentOneByOne_UseOneConnection()
    {
        using var sender = Sender();

        await sender.SendAsync(Message, CancellationToken.None);
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Equal((2, 1), (_server.Messages.Count, _server.Connections));
    }

    [Fact]
    public async Task Email_ThatTheServerTakesSlowly_DelaysNoOther()
    {
        using var sender = Sender();
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Slow = slow.Task;
        var sending = Enumerable.Range(0, 7).Select(_ => sender.SendAsync(Message with { Subject = "slow" }, CancellationToken.None)).ToArray();

        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
        Assert.All(sending, send => Assert.False(send.IsCompleted));
        slow.SetResult();
        await Task.WhenAll(sending);
        Assert.Equal(8, _server.Messages.Count);
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
        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));

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
        Assert.Equal(1, _dropped.CountOf("refused"));

        _server.Answers.Clear();
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
    }

    [Fact]
    public async Task Connection_ThatBreaks_IsThrownAndTheNextTryWorks()
    {
        using var sender = Sender();
        _server.Answers["DATA"] = "";
        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));

        _server.Answers.Clear();
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
    }

    [Fact]
    public async Task Server_WithoutEncryptionWhereItIsRequired_GetsNothing()
    {
        using var sender = Sender(security: EmailSecurity.StartTls);

        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));

        Assert.Empty(_server.Messages);
    }

    [Theory]
    [InlineData("greeting", "421 too busy")]
    [InlineData("greeting", "554 go away")]
    [InlineData("greeting", "")]
    [InlineData("EHLO", "")]
    [InlineData("AUTH", "535 wrong password")]
    [InlineData("AUTH", "454 not now")]
    [InlineData("AUTH", "")]
    [InlineData("MAIL", "421 closing")]
    [InlineData("MAIL", "530 log in first")]
    [InlineData("RCPT", "421 closing")]
    [InlineData("DATA", "")]
    [InlineData(".", "421 closing")]
    [InlineData(".", "nonsense")]
    public async Task Server_ThatTakesNothing_IsTransientEachTime(string command, string answer)
    {
        using var sender = Sender(username: "me");
        if (command == "greeting")
        {
            _server.Greeting = answer;
        }
        else
        {
            _server.Answers[command] = answer;
        }

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var failure = await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));
            Assert.Equal(FailureKind.Transient, new FailureClassifier().Classify(failure));
        }

        _server.Greeting = "220 test";
        _server.Answers.Clear();
        _server.OfferLogin();
        await sender.SendAsync(Message, CancellationToken.None);
        Assert.Single(_server.Messages);
        Assert.Equal(0, _dropped.Count);
    }

    [Theory]
    [InlineData(EmailSecurity.Tls)]
    [InlineData(EmailSecurity.StartTls)]
    public async Task Encryption_ThatTheServerHasNot_IsTransientEachTime(EmailSecurity security)
    {
        using var sender = Sender(security: security);

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var failure = await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));
            Assert.Equal(FailureKind.Transient, new FailureClassifier().Classify(failure));
        }
    }

    [Fact]
    public async Task Login_ThatTheServerDoesNotOffer_IsTransient()
    {
        using var sender = Sender(username: "me");
        _server.Answers.Clear();

        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));
    }

    [Fact]
    public async Task User_WhoseAddressIsNoAddress_GetsNothingAndIsCounted()
    {
        using var sender = Sender();
        _addresses.Known["u-1"] = "no address";

        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Empty(_server.Messages);
        Assert.Equal(1, _dropped.CountOf("bad-address"));
    }

    [Fact]
    public async Task User_WhoIsNotRegisteredYet_GetsTheEmailOnceRegistered()
    {
        using var sender = Sender();
        _addresses.Known.Clear();
        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));
        _time.Advance(Wait - TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));

        _addresses.Known["u-1"] = "ada@example.org";
        _time.Advance(TimeSpan.FromSeconds(2));
        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
        Assert.Equal(0, _dropped.Count);
    }

    [Fact]
    public async Task User_WhoNeverRegisters_IsWaitedForOnceAndThenEachEmailIsCounted()
    {
        using var sender = Sender();
        _addresses.Known.Clear();
        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message, CancellationToken.None));

        _time.Advance(Wait);
        for (var i = 0; i < 3; i++)
        {
            await sender.SendAsync(Message with { EventId = $"e-{i}" }, CancellationToken.None);
        }

        Assert.Empty(_server.Messages);
        Assert.Equal(3, _dropped.CountOf("no-address"));
    }

    [Fact]
    public async Task User_WhoIsWaitedFor_KeepsNobodyElseWaiting()
    {
        using var sender = Sender();
        await Assert.ThrowsAsync<EmailNotSentException>(() => sender.SendAsync(Message with { To = "guest" }, CancellationToken.None));

        await sender.SendAsync(Message, CancellationToken.None);

        Assert.Single(_server.Messages);
    }

    private SmtpEmailSender Sender(EmailSecurity security = EmailSecurity.None, string? username = null)
    {
        if (username is not null)
        {
            _server.OfferLogin();
        }

        var settings = new EmailSettings
        {
            Provider = EmailProvider.Smtp,
            Host = "127.0.0.1",
            Port = _server.Port,
            Security = security,
            Username = username,
            Password = username is null ? null : "secret",
            AddressWait = Wait,
        };
        return new SmtpEmailSender(settings, _addresses, new EmailMetrics(_dropped), _time, NullLogger<SmtpEmailSender>.Instance);
    }

    private sealed class Addresses : IEmailAddresses
    {
        public ConcurrentDictionary<string, string> Known { get; } = new() { ["u-1"] = "ada@example.org" };

        public Task<string?> FindAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(Known.GetValueOrDefault(userId));
    }
}
