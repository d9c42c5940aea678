using Platform.Events;

namespace Platform.Processing.Tests.Plain;

internal sealed class PlainTestGrain(EventProcessing processing, Activations activations) : EventProcessorGrain<PlainState>("plain", Apply, processing), IPlainTestGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        activations.Began(this.GetPrimaryKeyString());
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        activations.Ended(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask<string[]?> Log() => new(Read()?.Log);

    public ValueTask Leave()
    {
        DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }

    private static Effect<PlainState> Apply(PlainState? state, Event @event)
    {
        var before = state ?? new PlainState([]);
        var asked = (PlainAsked)@event.Payload;
        var after = Effect.Change(before with { Log = [.. before.Log, asked.Name] });
        return asked.What switch
        {
            "open" => Effect.Change(before with { Log = [.. before.Log, asked.Name], IsOpen = true }),
            "add-when-open" when !before.IsOpen => Effect.Defer<PlainState>("awaited"),
            "publish" => after.Publish(new PlainDone(asked.Name, asked.Amount)),
            "publish-raw" => after.Publish(Output.Raw("undeclared-topic", asked.Name, [1, 2, 3], new KeyValuePair<string, byte[]?>("own", [4]))),
            "publish-undeclared" => after.Publish(new UndeclaredDone(asked.Name)),
            _ => after,
        };
    }
}
