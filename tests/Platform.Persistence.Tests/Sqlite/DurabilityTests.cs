using System.Globalization;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class DurabilityTests : IDisposable
{
    private const int AcknowledgedMin = 400;

    private readonly DatabaseFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Write_WhenTheProcessIsKilled_EveryAcknowledgedOneIsThere()
    {
        var acknowledged = await WriteUntilKilledAsync();

        await using var harness = await StorageHarness.StartAsync(_file);

        foreach (var (order, version) in acknowledged)
        {
            var read = await harness.ReadAsync(order);
            Assert.True(read.State!.Version >= version, $"{order}: version {version} was acknowledged, {read.State!.Version} is stored.");

            // What was under way when the process died may be there: one write an order.
            Assert.True(read.State!.Version <= version + 1, $"{order}: version {version} was acknowledged, {read.State!.Version} is stored.");
        }

        Assert.Equal("ok", Integrity());
    }

    [Fact]
    public async Task Connection_WhenOpened_MakesEveryCommitDurable()
    {
        var settings = new List<string>();
        await using var harness = await StorageHarness.StartAsync(_file, options => options.ConnectionOpened = connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT (SELECT * FROM pragma_journal_mode) || ' ' || (SELECT * FROM pragma_synchronous)";
            settings.Add((string)command.ExecuteScalar()!);
        });

        await harness.WriteNewAsync("1");

        // 2 is FULL: the log reaches the disk with every commit.
        Assert.All(settings, static setting => Assert.Equal("wal 2", setting));
        Assert.Equal(2, settings.Count);
    }

    /// <summary>The last version of each order that the killed process had acknowledged.</summary>
    private async Task<Dictionary<string, long>> WriteUntilKilledAsync()
    {
        using var child = ChildProgram.Start("write", _file.Path);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var lines = new List<string>();
        while (lines.Count < AcknowledgedMin && await child.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            lines.Add(line);
        }

        child.Kill();
        var rest = await child.StandardOutput.ReadToEndAsync(limit.Token);
        Assert.True(lines.Count == AcknowledgedMin, await child.StandardError.ReadToEndAsync(limit.Token));

        // What follows the last line break was cut off by the kill and says nothing.
        lines.AddRange(rest.Split('\n')[..^1]);
        return lines
            .Select(static line => line.Split(' '))
            .GroupBy(static words => words[0], static words => long.Parse(words[1], CultureInfo.InvariantCulture), StringComparer.Ordinal)
            .ToDictionary(static order => order.Key, static order => order.Max(), StringComparer.Ordinal);
    }

    private string Integrity()
    {
        using var connection = _file.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }
}
