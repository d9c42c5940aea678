using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Hosting;

public sealed class CounterGrain([PersistentState("counter", "orders")] IPersistentState<OrderState> state) : Grain, ICounterGrain
{
    public async Task<long> Add()
    {
        state.State.Version++;
        await state.WriteStateAsync();
        return state.State.Version;
    }

    public Task<long> Get() => Task.FromResult(state.State.Version);

    public async Task<bool> FailsAsTransient()
    {
        try
        {
            await state.WriteStateAsync();
            return false;
        }
        catch (PersistenceException e)
        {
            return e.IsTransient;
        }
    }

    /// <summary>Writes on the way out: the storage must outlive the grains.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (state.RecordExists)
        {
            state.State.Status = "deactivated";
            await state.WriteStateAsync(cancellationToken);
        }
    }
}
