using Platform.Configuration;
using Platform.Hosting.Topics;

namespace Shop.Silo.Tests.Topics;

public sealed class ShippedTopicsTests
{
    [Fact]
    public void File_ThatIsShipped_HasEveryDeclaredTopic()
    {
        var catalog = TopicsFile.Load(new TopicsSettings(), Application.Check());

        var orders = catalog.Find("orders.created")!;
        Assert.Equal((12, (short)3, "gzip"), (orders.Partitions, orders.ReplicationFactor, orders.Config["compression.type"]));
        Assert.Equal(16, catalog.Topics.Count);
    }
}
