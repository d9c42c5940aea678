using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Platform.Persistence.GroupCommit;

namespace Platform.Persistence.Tests.GroupCommit;

public sealed class BinaryStateSerializerTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void Serialize_WhateverCameBefore_GivesOrleansOwnBytesAndIsReadAgain()
    {
        var serializer = _services.GetRequiredService<Serializer>();
        var (ours, orleans) = (new BinaryStateSerializer(serializer), new OrleansGrainStorageSerializer(serializer));
        foreach (var length in new[] { 5, 100_000, 700, 0, 3_000, 1 })
        {
            var state = new string('s', length);

            var bytes = ours.Serialize(state);

            Assert.Equal(orleans.Serialize(state).ToArray(), bytes.ToArray());
            Assert.Equal(state, ours.Deserialize<string>(bytes));
        }
    }

    [Fact]
    public void Serialize_AfterAStateThatCanNotBeSerialized_IsNotDisturbedByItsRest()
    {
        var serializer = new BinaryStateSerializer(_services.GetRequiredService<Serializer>());
        Assert.ThrowsAny<Exception>(() => serializer.Serialize(new object[] { "begun", new Unknown() }));

        var bytes = serializer.Serialize("next");

        Assert.Equal("next", serializer.Deserialize<string>(bytes));
    }

    public void Dispose() => _services.Dispose();

    private sealed class Unknown;
}
