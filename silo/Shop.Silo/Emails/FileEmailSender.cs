using System.Text.Json;
using Shop.Grains.Notifications;

namespace Shop.Silo.Emails;

/// <summary>Appends e-mails to a file, one JSON object a line; each is on the disk when its call returns. Thread-safe; a file for each process.</summary>
internal sealed class FileEmailSender : IEmailSender, IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly FileStream _file;

    /// <summary>Opens the file, which is created if need be.</summary>
    /// <param name="path">The file.</param>
    public FileEmailSender(string path) =>
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message, Json), (byte)'\n'];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Whoever reads the file may also empty it.
            _file.Seek(0, SeekOrigin.End);

            // Half a line would spoil the next one: what has begun is finished.
            await _file.WriteAsync(line, CancellationToken.None);
            _file.Flush(flushToDisk: true);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _turn.Dispose();
    }
}
