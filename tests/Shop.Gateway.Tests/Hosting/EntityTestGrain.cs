using Platform.Processing;

namespace Shop.Gateway.Tests.Hosting;

[GrainType(Kind)]
internal sealed class EntityTestGrain : Grain, IEntityOperations
{
    public const string Kind = "parking";

    public ValueTask<long?> Redrive()
    {
        ThrowIfFailing();
        QuarantineWorld.Redriven.Enqueue(this.GetPrimaryKeyString());
        return new(QuarantineWorld.Entities[this.GetPrimaryKeyString()].Parked);
    }

    public ValueTask<long?> Drop(long? sequence, string reason)
    {
        ThrowIfFailing();
        return new(sequence is null ? QuarantineWorld.Entities[this.GetPrimaryKeyString()].Parked : sequence > 3 ? 0 : 1);
    }

    private void ThrowIfFailing()
    {
        if (QuarantineWorld.Failing.TryGetValue(this.GetPrimaryKeyString(), out var failure))
        {
            throw failure;
        }
    }
}
