using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Streaming.Kafka;
using Orleans.TestingHost;
using Platform.Persistence;

namespace Platform.Processing.Tests;

/// <summary>Two silos on one storage: an entity with an activation in one is in no other silo's memory.</summary>
public sealed class EntityClaimTests : IAsyncLifetime
{
    private const int Entities = 20;

    private readonly InProcessTestCluster _cluster;
    private readonly TestPublisher _publisher = new();
    private TestStorage? _storage;

    public EntityClaimTests()
    {
        var gate = new Lock();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IOutputPublisher>(_publisher);
            silo.Services.AddSingleton<ICommittedOffsets>(new TestOffsets());
            silo.Services.AddSingleton<ITopicProgress>(new TestProgress());
            silo.Services.AddSingleton(new Activations());
            silo.Services.AddKeyedSingleton<IGrainStorage>(EventProcessing.StorageName, (services, _) =>
            {
                lock (gate)
                {
                    return _storage ??= new TestStorage(services.GetRequiredService<Serializer>());
                }
            });
            silo.Services.AddKeyedSingleton(EventProcessing.StorageName, (services, key) => (IParkingStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
            silo.Services.AddKeyedSingleton(EventProcessing.StorageName, (services, key) => (IDeferredWriteStorage)services.GetRequiredKeyedService<IGrainStorage>(key));
            silo.Services.AddEventProcessing(TestEvents.Catalog);
        });
        _cluster = builder.Build();
    }

    public async Task InitializeAsync()
    {
        await _cluster.DeployAsync();

        // Each silo has had an activation of the class, and so knows the kind.
        await Eventually.HoldsAsync(
            async () =>
            {
                await Grain($"{Guid.NewGuid()}").Log();
                return Array.TrueForAll(Silos, silo => LocalOf(silo).TryReceive(Grain("warm").GetGrainId(), Batch("warm"), new ReceiveCall(), isWhole: true));
            },
            "both silos to know the kind and each other");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Entity_WhenItIsActivatedAnywhere_IsInNoSilosMemoryWithoutAnActivation()
    {
        // Orleans places them in both silos.
        var keys = Enumerable.Range(0, Entities).Select(n => $"claimed-{n}").ToArray();
        foreach (var key in keys)
        {
            foreach (var silo in Silos)
            {
                await Deliver(silo, key, "a");
            }

            await Grain(key).Log();
        }

        Assert.All(keys, key => Assert.All(Silos, silo => Assert.False(ClaimsOf(silo).MayBegin(Grain(key).GetGrainId()))));
        foreach (var key in keys)
        {
            Assert.Equal(1, await TakersOf(key));
            Assert.Equal([key + ":a", key + ":b"], (await Grain(key).Log())!);
        }
    }

    [Fact]
    public async Task Entity_WhoseTopicsAreWithTwoSilos_IsChangedInOnePlace()
    {
        const string key = "divided";
        async Task DeliverPart(InProcessSiloHandle silo, int part)
        {
            for (var offset = 0; offset < 50; offset++)
            {
                var batch = Deliveries.Batch(Deliveries.Record(Deliveries.Event($"{key}:{part}-{offset}"), Deliveries.At(offset, "in-" + key, part)));
                var call = new ReceiveCall();

                // A write that another silo was faster with throws.
                _ = LocalOf(silo).TryReceive(Grain(key).GetGrainId(), batch, call, isWhole: false) ? await call.Task : await Grain(key).Receive(batch);
            }
        }

        await Task.WhenAll(Silos.Select(DeliverPart));

        Assert.Equal(100, (await Grain(key).Log())!.Length);
    }

    [Fact]
    public async Task Entities_OfASiloThatLostKafka_AreServedByAnother_ThoughTheirOutputsHang()
    {
        await Activate("cut-off");
        var cutOff = Silos.OrderByDescending(silo => ClaimsOf(silo).Of(silo.SiloAddress).Length).First();
        var other = Silos.Single(silo => silo != cutOff);
        var key = Enumerable.Range(0, Entities).Select(n => $"cut-off-{n}").First(each => ClaimsOf(cutOff).Of(cutOff.SiloAddress).Any(activation => activation.GrainId == Grain(each).GetGrainId()));
        var publishing = _publisher.Hold(key + ":");
        var hanging = Grain(key).Receive(Deliveries.Batch(Deliveries.Record(Deliveries.Event($"{key}:b", outputs: 1), Deliveries.At(1, "in-" + key))));
        await Eventually.Async(() => _publisher.PublishedBy(key + ":").Length > 0, "the output to wait");

        ReachOf(cutOff).Lose(TimeSpan.FromSeconds(45));
        await Eventually.Async(() => ClaimsOf(other).Of(cutOff.SiloAddress).Length == 0, "the silo to give its entities up");
        publishing.SetResult();

        // Where Orleans places it in the silo that is cut off again, the delivery comes back, and is made again.
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await Grain(key).Receive(Batch(key, "c", 2));
                    return true;
                }
                catch (Exception e) when (e is DeliveryDeferredException or OrleansException)
                {
                    return false;
                }
            },
            "the other silo to take the event");
        Assert.Contains(ClaimsOf(other).Of(other.SiloAddress), activation => activation.GrainId == Grain(key).GetGrainId());
        Assert.Equal([key + ":a", key + ":b", key + ":c"], (await Grain(key).Log())!);
        ReachOf(cutOff).Find();
        Assert.False(ReachOf(cutOff).IsLost);
        _ = hanging;
    }

    [Fact]
    public async Task Entity_WhenItsActivationHasEnded_IsFreeInAllSilos()
    {
        await Grain("freed").Receive(Batch("freed"));
        var wereFree = Array.Exists(Silos, silo => ClaimsOf(silo).MayBegin(Grain("freed").GetGrainId()));
        await Grain("freed").Leave();

        await Eventually.Async(() => Array.TrueForAll(Silos, silo => ClaimsOf(silo).MayBegin(Grain("freed").GetGrainId())), "the claim to end");
        Assert.False(wereFree);
    }

    [Fact]
    public async Task Entities_WhenTheSiloOfTheirActivationsDies_AreFree()
    {
        await Activate("orphan");
        var dying = Silos.OrderByDescending(silo => ClaimsOf(silo).Of(silo.SiloAddress).Length).First();
        var survivor = ClaimsOf(Silos.Single(silo => silo != dying));
        var had = survivor.Of(dying.SiloAddress).Length;
        await _cluster.KillSiloAsync(dying);

        Assert.True(had > 0);
        await Eventually.Async(() => survivor.Of(dying.SiloAddress).Length == 0 && survivor.IsKnown, "the dead silo's claims to end");
    }

    [Fact]
    public async Task Entities_WhenTheyAreIdle_CanBeEndedAllAtOnce()
    {
        var silo = Silos[0];
        await Deliver(silo, "unknown", "a");
        var entities = silo.ServiceProvider.GetRequiredService<LocalEntities>();
        var wasHere = entities.Has(Grain("unknown").GetGrainId());

        entities.EndIdle();

        Assert.True(wasHere);
        Assert.False(entities.Has(Grain("unknown").GetGrainId()));
    }

    [Fact]
    public async Task Silo_WhenItJoins_KnowsTheActivationsThereAre()
    {
        await Activate("older");
        var joined = await _cluster.StartAdditionalSiloAsync();

        await Eventually.Async(() => ClaimsOf(joined).IsKnown, "the silo to know the others");
        Assert.All(Enumerable.Range(0, Entities), n => Assert.False(ClaimsOf(joined).MayBegin(Grain($"older-{n}").GetGrainId())));
    }

    private async Task Activate(string prefix)
    {
        for (var n = 0; n < Entities; n++)
        {
            await Grain($"{prefix}-{n}").Receive(Batch($"{prefix}-{n}"));
        }
    }

    private InProcessSiloHandle[] Silos => [.. _cluster.Silos];

    private ITwinTestGrain Grain(string key) => _cluster.Client.GetGrain<ITwinTestGrain>(key);

    // How many silos take a batch without a call: the one that has the activation.
    private async Task<int> TakersOf(string key)
    {
        var takers = 0;
        foreach (var silo in Silos)
        {
            var call = new ReceiveCall();
            if (LocalOf(silo).TryReceive(Grain(key).GetGrainId(), Batch(key, "b", 1), call, isWhole: true))
            {
                await call.Task;
                takers++;
            }
        }

        return takers;
    }

    // What is not taken is a call, and what another silo has written meanwhile comes again.
    private async Task Deliver(InProcessSiloHandle silo, string key, string name)
    {
        for (var attempt = 0; ; attempt++)
        {
            var call = new ReceiveCall();
            try
            {
                _ = LocalOf(silo).TryReceive(Grain(key).GetGrainId(), Batch(key, name), call, isWhole: true) ? await call.Task : await Grain(key).Receive(Batch(key, name));
                return;
            }
            catch (InconsistentStateException) when (attempt == 0)
            {
            }
        }
    }

    private static EventBatch Batch(string key, string name = "a", long offset = 0) =>
        Deliveries.Batch(Deliveries.Record(Deliveries.Event($"{key}:{name}"), Deliveries.At(offset, "in-" + key)));

    private static KafkaReach ReachOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<KafkaReach>();

    private static ILocalEventReceivers LocalOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<ILocalEventReceivers>();

    private static EntityClaims ClaimsOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<EntityClaims>();
}
