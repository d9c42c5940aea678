using System.Text;
using Orleans.Streams.Filtering;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>Lets through what begins with the subscription's filter data.</summary>
public sealed class StartsWithFilter : IStreamFilter
{
    public bool ShouldDeliver(StreamId streamId, object item, string? filterData) =>
        string.IsNullOrEmpty(filterData) || Encoding.UTF8.GetString((byte[])item).StartsWith(filterData, StringComparison.Ordinal);
}
