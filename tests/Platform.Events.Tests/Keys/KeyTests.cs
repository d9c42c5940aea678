using System.Text;
using Orleans.Streaming.Kafka;

namespace Platform.Events.Tests.Keys;

public sealed class KeyTests
{
    // From Kafka's own UtilsTest.testMurmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_WhenAKnownKey_IsKafkasHash(string key, int hash)
    {
        var bytes = Encoding.UTF8.GetBytes(key);

        Assert.Equal(unchecked((uint)hash), Murmur2.Hash(bytes));
        Assert.Equal((hash & 0x7fffffff) % 12, Murmur2.PartitionOf(bytes, 12));
    }

    [Fact]
    public void PartitionOf_WhenThereAreNoPartitions_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Murmur2.PartitionOf("a"u8, 0));
}
