using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>The contract where a clear removes the row.</summary>
public sealed class DeleteOnClearContractTests() : GrainStorageContractTests(deleteStateOnClear: true)
{
    [Fact]
    public async Task Clear_WhenTheRowIsRemoved_LeavesNone()
    {
        using var file = new DatabaseFile();
        await using var harness = await StorageHarness.StartAsync(file, static options => options.DeleteStateOnClear = true);
        var state = await harness.WriteNewAsync("1");

        await harness.ClearAsync("1", state);

        Assert.Null(state.ETag);
        Assert.Equal(0, file.Scalar("SELECT COUNT(*) FROM grain_state"));
    }
}
