using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Shop.Silo.Tests.Emails;

/// <summary>A mail server on loopback that takes what it is sent, or answers a command as a test wants.</summary>
internal sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _connections;

    /// <param name="port">Where it listens; 0 for any free port.</param>
    public SmtpListener(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public ConcurrentQueue<string> Messages { get; } = new();

    /// <summary>What a connection is met with; empty closes it at once.</summary>
    public string Greeting { get; set; } = "220 test";

    /// <summary>What messages with the subject <c>slow</c> wait for.</summary>
    public Task? Slow { get; set; }

    /// <summary>The answer to commands that begin so, instead of the usual one; <c>.</c> is the end of a message. An empty answer closes the connection.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>Says that it takes logins, and takes every one.</summary>
    public void OfferLogin()
    {
        Answers.TryAdd("EHLO", "250-test\r\n250 AUTH PLAIN");
        Answers.TryAdd("AUTH", "235 welcome");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> sessions = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                sessions.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.UTF8);
                await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
                if (Greeting.Length > 0)
                {
                    await writer.WriteLineAsync(Greeting);
                }

                while (Greeting.StartsWith('2') && await reader.ReadLineAsync(_stop.Token) is { } command && await AnswerAsync(command, reader, writer))
                {
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The sender hung up, or the test is over.
            }
        }
    }

    private async Task<bool> AnswerAsync(string command, StreamReader reader, StreamWriter writer)
    {
        var configured = Answers.FirstOrDefault(answer => command.StartsWith(answer.Key, StringComparison.OrdinalIgnoreCase)).Value;
        if (configured is not null)
        {
            if (configured.Length > 0)
            {
                await writer.WriteLineAsync(configured);
            }

            return configured.Length > 0;
        }

        if (command == "DATA")
        {
            await writer.WriteLineAsync("354 go on");
            var message = await ReadMessageAsync(reader);
            if (Slow is { } slow && message.Contains("Subject: slow", StringComparison.Ordinal))
            {
                await slow.WaitAsync(_stop.Token);
            }

            if (Answers.TryGetValue(".", out var refusal))
            {
                await writer.WriteLineAsync(refusal);
                return true;
            }

            Messages.Enqueue(message);
        }

        await writer.WriteLineAsync(command == "QUIT" ? "221 bye" : "250 ok");
        return command != "QUIT";
    }

    private async Task<string> ReadMessageAsync(StreamReader reader)
    {
        var message = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            message.Append(line).Append('\n');
        }

        return message.ToString();
    }
}
