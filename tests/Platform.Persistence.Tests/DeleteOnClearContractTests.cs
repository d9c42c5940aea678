using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>The contract where a clear removes the row.</summary>
public abstract class DeleteOnClearContractTests<TOptions>(TestDatabase<TOptions> database) : GrainStorageContractTests<TOptions>(database, deleteStateOnClear: true)
    where TOptions : GroupCommitStorageOptions
{
    [SkippableFact]
    public async Task Clear_WhenTheRowIsRemoved_LeavesNone()
    {
        var state = await Harness.WriteNewAsync("1");

        await Harness.ClearAsync("1", state);

        Assert.Null(state.ETag);
        Assert.Equal(0, Database.Scalar("SELECT COUNT(*) FROM grain_state"));
    }
}
