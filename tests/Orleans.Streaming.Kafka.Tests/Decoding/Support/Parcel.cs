namespace Orleans.Streaming.Kafka.Tests.Decoding.Support;

/// <summary>An event whose content is in fields.</summary>
[GenerateSerializer, Alias("test.Parcel")]
internal sealed class Parcel
{
    [Id(0)]
    public int Weight;

    [Id(1)]
    private readonly string _note;

    public Parcel(int weight, string note) => (Weight, _note) = (weight, note);

    public override string ToString() => $"parcel of {Weight}, {_note}";
}
