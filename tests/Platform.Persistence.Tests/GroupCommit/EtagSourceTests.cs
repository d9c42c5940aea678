using Platform.Persistence.GroupCommit;

namespace Platform.Persistence.Tests.GroupCommit;

public sealed class EtagSourceTests
{
    [Fact]
    public void Next_OfManySources_NeverGivesTheSameETagAgainNorTheNilOne()
    {
        var sources = Enumerable.Range(0, 10).Select(_ => new EtagSource()).ToList();

        var etags = Enumerable.Range(0, 1_000).SelectMany(_ => sources.Select(source => source.Next())).ToList();

        Assert.Equal(etags.Count, etags.Distinct().Count());
        Assert.DoesNotContain(Guid.Empty, etags);
    }
}
