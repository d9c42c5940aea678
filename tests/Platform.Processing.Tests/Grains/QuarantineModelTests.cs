using CsCheck;

namespace Platform.Processing.Tests;

/// <summary>
/// Random lives of an entity with events that fail, wait and come twice: deliveries, failures at each step, deactivations,
/// a second activation, redrives, drops and mends, against what must hold of all of them.
/// </summary>
/// <remarks>
/// What each event does follows from its place (<see cref="ModelEvents"/>). In the end everything is mended, opened and redriven; then
/// every event whose record no operator dropped was applied exactly once, in its partition's order, and what it puts out was
/// published in the order of the effects, under one id.
/// </remarks>
[Collection(TestCollection.Name)]
public sealed class QuarantineModelTests(TestCluster cluster)
{
    private static int _keys;

    [Fact]
    public async Task Entity_WhateverFailsWaitsOrIsDropped_AppliesEachOtherEventOnceInOrder() =>
        await GenLife.SampleAsync(Live, iter: 120, threads: 1, print: life => string.Join("\n", life.Select(step => step.ToString())));

    private static Gen<Step[]> GenLife =>
        Gen.Select(Gen.Int[0, ModelEvents.Partitions - 1], Gen.Int[1, 5], Gen.Int[0, 3], Gen.Int[0, 19], Gen.Int[0, 5], Gen.Int[0, 6])
            .Select((partition, count, back, what, write, publish) => new Step(
                partition, count, back, (Act)what, write < 3 ? (WriteFault)write : WriteFault.None, publish < 4 ? (PublishFault)publish : PublishFault.None))
            .Array[8, 40];

    private async Task Live(Step[] life)
    {
        var key = $"quarantine-model-{Interlocked.Increment(ref _keys)}";
        var model = new ModelEntity(cluster, key);
        foreach (var step in life)
        {
            await Do(model, step);
            await model.CheckParked();
        }

        await model.Heal();
        await model.Check();
    }

    private static async Task Do(ModelEntity model, Step step)
    {
        var published = model.Entity.Published.Length;
        switch (step.What)
        {
            case Act.Deactivate:
                await model.DeactivateAll();
                break;
            case Act.Read:
                await model.Entity.Log();
                break;
            case Act.Commit:
                model.Commit(step.Partition);
                break;
            case Act.Redrive or Act.RedriveAgain:
                model.Fail(step.Write, step.Publish);
                await model.Entity.Redrive();
                break;
            case Act.RedriveTwin:
                await model.Twin.Redrive();
                break;
            case Act.Drop:
                model.Fail(step.Write, step.Publish);
                await model.Drop(step.Back);
                break;
            case Act.Mend:
                model.Mend(step.Partition);
                break;
            case Act.DeliverToTwin or Act.DeliverToTwinAgain:
                model.Fail(step.Write, step.Publish);
                await model.Deliver(model.Twin, step.Partition, step.Back, step.Count);
                break;
            default:
                model.Fail(step.Write, step.Publish);
                await model.Deliver(model.Entity, step.Partition, step.Back, step.Count);
                break;
        }

        // A redrive that is under way may go on meanwhile, and publishes.
        if (step.What is Act.Deactivate or Act.Read && !model.HasRedriven)
        {
            Assert.Equal(published, model.Entity.Published.Length);
        }
    }

    // All numbers beyond these are deliveries.
    private enum Act
    {
        Deactivate = 0,
        Read = 1,
        Commit = 2,
        Redrive = 3,
        RedriveAgain = 4,
        RedriveTwin = 5,
        Drop = 6,
        Mend = 7,
        DeliverToTwin = 8,
        DeliverToTwinAgain = 9,
    }

    private sealed record Step(int Partition, int Count, int Back, Act What, WriteFault Write, PublishFault Publish);
}
