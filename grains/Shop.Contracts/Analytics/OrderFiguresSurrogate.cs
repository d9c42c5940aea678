namespace Shop.Grains.Analytics;

/// <summary>
/// <see cref="OrderFigures"/> as they are stored. A sum is a decimal for as long as its units fit into one, which is nearly
/// always; what is above is apart, so that the many hours of a partition stay small.
/// </summary>
[GenerateSerializer, Alias("platform.order-figures")]
internal struct OrderFiguresSurrogate
{
    /// <summary>See <see cref="OrderFigures.Created"/>.</summary>
    [Id(0)]
    public long Created;

    /// <summary>See <see cref="OrderFigures.Cancelled"/>.</summary>
    [Id(1)]
    public long Cancelled;

    /// <summary>The revenue's last 28 digits.</summary>
    [Id(2)]
    public decimal Revenue;

    /// <summary>The paid sum's last 28 digits.</summary>
    [Id(3)]
    public decimal Paid;

    /// <summary>The revenue's further digits, a two's complement number, lowest byte first; or null.</summary>
    [Id(4)]
    public byte[]? RevenueAbove;

    /// <summary>The paid sum's further digits.</summary>
    [Id(5)]
    public byte[]? PaidAbove;
}
