using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>The contract where a clear keeps the row.</summary>
public abstract class KeepOnClearContractTests<TOptions>(TestDatabase<TOptions> database) : GrainStorageContractTests<TOptions>(database, deleteStateOnClear: false)
    where TOptions : GroupCommitStorageOptions
{
    [SkippableFact]
    public async Task Clear_WhenTheRowIsKept_BeatsAWriterWhoNeverSawIt()
    {
        var neverSawIt = await Harness.ReadAsync("1");
        await Harness.ClearAsync("1", await Harness.WriteNewAsync("1"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Harness.WriteAsync("1", neverSawIt));

        Assert.Equal(1, Database.Scalar("SELECT COUNT(*) FROM grain_state WHERE payload IS NULL"));
    }
}
