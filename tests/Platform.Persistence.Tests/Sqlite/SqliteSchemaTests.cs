using Platform.Persistence.Sqlite;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteSchemaTests : IDisposable
{
    private readonly DatabaseFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Start_WhenManyDoSoAtOnceOnANewFile_AllSucceed()
    {
        var starts = Enumerable.Range(0, 8).Select(_ => Task.Run(() => StorageHarness.StartAsync(_file))).ToArray();
        var harnesses = await Task.WhenAll(starts);

        await Task.WhenAll(harnesses.Select(static (harness, i) => harness.WriteNewAsync($"order-{i}")));

        Assert.Equal(8, _file.Scalar("SELECT COUNT(*) FROM grain_state"));
        Assert.Equal(SqliteSchema.Stored, _file.Scalar("PRAGMA user_version"));
        foreach (var harness in harnesses)
        {
            await harness.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_WhenTwoProcessesDoSoAtOnceOnANewFile_BothSucceed()
    {
        using var one = ChildProgram.Start("open", _file.Path);
        using var two = ChildProgram.Start("open", _file.Path);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var errors = await Task.WhenAll(one.StandardError.ReadToEndAsync(limit.Token), two.StandardError.ReadToEndAsync(limit.Token));
        await Task.WhenAll(one.WaitForExitAsync(limit.Token), two.WaitForExitAsync(limit.Token));

        Assert.True(one.ExitCode == 0 && two.ExitCode == 0, string.Join(Environment.NewLine, errors));
        Assert.Equal(SqliteSchema.Stored, _file.Scalar("PRAGMA user_version"));
    }

    [Fact]
    public async Task Start_WhenTheSchemaIsUpToDate_WritesNothing()
    {
        await (await StorageHarness.StartAsync(_file)).DisposeAsync();
        await using var other = _file.Open();
        DatabaseFile.Execute(other, "BEGIN IMMEDIATE");

        // The other holds the right to write: only a start that needs none gets through.
        await using var harness = await StorageHarness.StartAsync(_file, static options => options.RetryCountMax = 0);

        Assert.False((await harness.ReadAsync("1")).RecordExists);
    }

    [Fact]
    public async Task Start_WhenTheSchemaIsTheFirstOne_UpgradesItAndKeepsTheRows()
    {
        await using (var before = await StorageHarness.StartAsync(_file))
        {
            await before.WriteNewAsync("old", "kept");
        }

        // What later steps made is not there.
        foreach (var table in _file.Texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'grain_state'"))
        {
            _file.Execute($"DROP TABLE {table}");
        }

        foreach (var index in _file.Texts("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'grain_state' AND sql IS NOT NULL"))
        {
            _file.Execute($"DROP INDEX {index}");
        }

        _file.Execute("PRAGMA user_version = 1");

        await using var harness = await StorageHarness.StartAsync(_file);

        Assert.Equal("kept", (await harness.ReadAsync("old")).State!.Status);
        Assert.Empty(await ((IParkingStorage)harness.Storage).ReadParkedAsync(StorageHarness.State, StorageHarness.Order("old"), 1, 1));
        Assert.Equal(SqliteSchema.Stored, _file.Scalar("PRAGMA user_version"));
    }

    [Fact]
    public async Task Start_WhenTheSchemaIsNewer_IsRejectedAndChangesNothing()
    {
        await (await StorageHarness.StartAsync(_file)).DisposeAsync();
        _file.Execute("PRAGMA user_version = 99");

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => StorageHarness.StartAsync(_file));

        Assert.False(rejection.IsTransient);
        Assert.Contains("99", rejection.Message, StringComparison.Ordinal);
        Assert.Contains(_file.Path, rejection.Message, StringComparison.Ordinal);
        Assert.Equal(99, _file.Scalar("PRAGMA user_version"));
    }

    [Fact]
    public async Task Start_WhenANewerBuildOnlyAddedToTheSchema_GoesOnWithIt()
    {
        await (await StorageHarness.StartAsync(_file)).DisposeAsync();
        var newer = 99 | (SqliteSchema.ReadableBy << 16);
        _file.Execute($"PRAGMA user_version = {newer}");

        await using var harness = await StorageHarness.StartAsync(_file);
        await harness.WriteNewAsync("1");

        Assert.Equal(newer, _file.Scalar("PRAGMA user_version"));
    }

    [Fact]
    public async Task Start_WhenTheDirectoryIsMissing_NamesThePath()
    {
        var path = Path.Combine(Path.GetDirectoryName(_file.Path)!, "missing", "state.db");

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => StorageHarness.StartAsync(new DatabaseFile(path)));

        Assert.False(rejection.IsTransient);
        Assert.Contains(path, rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhenTheFileIsNoDatabase_NamesThePath()
    {
        await File.WriteAllTextAsync(_file.Path, new string('x', 10_000));

        var rejection = await Assert.ThrowsAsync<PersistenceException>(() => StorageHarness.StartAsync(_file));

        Assert.False(rejection.IsTransient);
        Assert.Contains(_file.Path, rejection.Message, StringComparison.Ordinal);
    }
}
