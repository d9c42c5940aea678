using System.Collections.Concurrent;
using Orleans.Streaming.Kafka.Testing;
using Orleans.Streaming.Kafka.TestSilo;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>Two living silos, between which connections break: calls and answers in flight are lost, and nobody says so.</summary>
[Collection(HandOverGroup.Name)]
[Trait("Needs", "RealParts")]
public sealed class LostAnswerTests(HandOverBroker fixture)
{
    private const int Resets = 3;
    private static readonly TimeSpan LossPeriod = TimeSpan.FromMilliseconds(200);

    [SkippableFact]
    public async Task Connections_ThatLoseAnswersAndAreResetUnderLoad_HoldNoEntityUp_AndEverythingIsCommitted()
    {
        var forwarders = new ConcurrentBag<LossyForwarder>();
        SiloProcess? second = null;
        try
        {
            // Both silos are there before any activation is, and no activation ends: both have some, and none has to be found again later.
            await using var run = await HandOverRun.StartAsync(fixture.Broker, KafkaGroupProtocol.Classic, Change, async run => second = await run.StartSiloAsync("second"));
            await run.HasItsShareAsync(second!);
            await run.WorksWithAsync(second!);

            for (var i = 0; i < Resets; i++)
            {
                await LoseAsync(forwarders);
                await run.EveryEntityGoesOnAsync();
                await run.EveryPartitionGoesOnAsync();
            }

            Assert.All(forwarders, forwarder => Assert.NotEqual(0, forwarder.LostBytes));
            Assert.Contains("has no answer after", run.First.Output + second!.Output, StringComparison.Ordinal);
            await second.StopAsync();
            // By then everything is applied and committed.
            var applied = await run.EndAsync();
            AppliedOrder.PassesNothingOver(applied, run.Load.Rounds);
        }
        finally
        {
            await (second?.DisposeAsync() ?? ValueTask.CompletedTask);
            foreach (var forwarder in forwarders)
            {
                await forwarder.DisposeAsync();
            }
        }

        TestSiloOptions Change(TestSiloOptions options)
        {
            var port = LoopbackPorts.Take(1)[0];
            forwarders.Add(new LossyForwarder(options.SiloPort, port));
            // Nobody is called dead for what is lost.
            return HandOverRun.NobodyDies(options) with { ListeningPort = port, CallTimeout = TimeSpan.FromSeconds(2), ProbeTimeout = TimeSpan.FromMinutes(1), BatchesPerActivation = 0 };
        }
    }

    private static async Task LoseAsync(ConcurrentBag<LossyForwarder> forwarders)
    {
        foreach (var forwarder in forwarders)
        {
            forwarder.Lose();
        }

        await Task.Delay(LossPeriod, TimeProvider.System);
        foreach (var forwarder in forwarders)
        {
            forwarder.Reset();
        }
    }
}
