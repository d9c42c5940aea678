using Orleans.Storage;
using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests;

/// <summary>The contract where a clear keeps the row.</summary>
public sealed class KeepOnClearContractTests() : GrainStorageContractTests(deleteStateOnClear: false)
{
    [Fact]
    public async Task Clear_WhenTheRowIsKept_BeatsAWriterWhoNeverSawIt()
    {
        using var file = new DatabaseFile();
        await using var harness = await StorageHarness.StartAsync(file);
        var neverSawIt = await harness.ReadAsync("1");
        await harness.ClearAsync("1", await harness.WriteNewAsync("1"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => harness.WriteAsync("1", neverSawIt));

        Assert.Equal(1, file.Scalar("SELECT COUNT(*) FROM grain_state WHERE payload IS NULL"));
    }
}
