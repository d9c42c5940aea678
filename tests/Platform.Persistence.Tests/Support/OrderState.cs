namespace Platform.Persistence.Tests.Support;

[GenerateSerializer]
[Alias("Platform.Persistence.Tests.OrderState")]
public sealed record OrderState
{
    [Id(0)]
    public string Status { get; set; } = "new";

    [Id(1)]
    public long Version { get; set; }

    [Id(2)]
    public byte[] Body { get; set; } = [];

    public bool Equals(OrderState? other) =>
        other is not null && Status == other.Status && Version == other.Version && Body.AsSpan().SequenceEqual(other.Body);

    public override int GetHashCode() => HashCode.Combine(Status, Version, Body.Length);
}
