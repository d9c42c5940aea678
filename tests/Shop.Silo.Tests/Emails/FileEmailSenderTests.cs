using System.Text.Json;
using Shop.Grains.Notifications;
using Shop.Silo.Emails;

namespace Shop.Silo.Tests.Emails;

public sealed class FileEmailSenderTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Emails_SentAtOnce_AreEachOneWholeLine()
    {
        using var sender = new FileEmailSender(_file);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => sender.SendAsync(new EmailMessage("u", "s", new string('x', 200_000) + "\n", $"e{i}"), CancellationToken.None))));

        var ids = await ReadIdsAsync();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"e{i}").Order(), ids.Order());
    }

    [Fact]
    public async Task File_WhichExists_IsAppendedTo()
    {
        using (var first = new FileEmailSender(_file))
        {
            await first.SendAsync(new EmailMessage("u", "s", "t", "e1"), CancellationToken.None);
        }

        using var second = new FileEmailSender(_file);
        await second.SendAsync(new EmailMessage("u", "s", "t", "e2"), CancellationToken.None);

        Assert.Equal(["e1", "e2"], await ReadIdsAsync());
    }

    [Fact]
    public async Task File_ThatAReaderEmptied_BeginsAnew()
    {
        using var sender = new FileEmailSender(_file);
        await sender.SendAsync(new EmailMessage("u", "s", "t", "e1"), CancellationToken.None);
        await using (var reader = new FileStream(_file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            reader.SetLength(0);
        }

        await sender.SendAsync(new EmailMessage("u", "s", "t", "e2"), CancellationToken.None);

        Assert.Equal(["e2"], await ReadIdsAsync());
    }

    private async Task<IEnumerable<string>> ReadIdsAsync()
    {
        using var reader = new StreamReader(new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("eventId").GetString()!);
    }
}
