namespace Delivery;

/// <summary>A grain that a stream names by its key.</summary>
[Alias("delivery.IStockGrain")]
internal interface IStockGrain : IGrainWithStringKey;
