namespace Platform.Events.Tests.Ids;

public sealed class DeterministicGuidTests
{
    private static readonly Guid Dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly Guid Url = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    // RFC 9562, appendix A.4, and Python's uuid.uuid5.
    [Fact]
    public void Create_WhenAKnownName_IsTheKnownUuid()
    {
        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), DeterministicGuid.Create(Dns, "www.example.com"));
        Assert.Equal(new Guid("886313e1-3b8a-5372-9b90-0c9aee199e5d"), DeterministicGuid.Create(Dns, "python.org"));
        Assert.Equal(new Guid("7c5714b9-59c4-5f08-ad00-b05b989692f1"), DeterministicGuid.Create(Url, new string('ü', 1_000)));
    }

    [Fact]
    public void Create_WhenTheNameHasHalfASurrogatePair_Throws() =>
        Assert.ThrowsAny<ArgumentException>(() => DeterministicGuid.Create(Dns, "\ud800"));
}
