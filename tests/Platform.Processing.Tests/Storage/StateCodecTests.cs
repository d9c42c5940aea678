using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using static Platform.Processing.Tests.Deliveries;

namespace Platform.Processing.Tests;

public sealed class StateCodecTests : IDisposable
{
    private static readonly KnownTexts Known = new(["orders.created", "1.0"]);

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private Serializer Serializer => _services.GetRequiredService<Serializer>();

    private StateCodec<TestState> Codec => new(new StateFormat(Serializer, _services.GetRequiredService<ICodecProvider>(), TestEvents.Catalog, ["orders.created", "1.0"]));

    public void Dispose() => _services.Dispose();

    [Fact]
    public void State_WhenPackedAndUnpacked_IsTheSame()
    {
        var options = new ProcessingOptions { DeferredCountMax = 1 };
        var states = new[]
        {
            Fold.Empty,
            Fold.Of(Fold.Empty, Record(Event("a", outputs: 2), At(1)), Record(Event("b"), At(2))).State,
            Fold.Of(Fold.Empty, Record(Event("6f9619ff-8b86-d011-b42d-00c04fc964ff", outputs: 1), At(1, "orders.created", 11, epoch: -1))).State,
            Fold.Of(Fold.Empty, Record(Event("w", "add-when-open"), At(long.MaxValue - 1))).State,
            Fold.Of(Fold.Empty, options, Record(Event("w", "add-when-open"), At(1)), Record(Event("v", "add-when-open"), At(2))).State,
            Fold.Of(Fold.Empty, Record(Event("a", outputs: 1), At(1)), Record(Event("b", "reject"), At(2)), Record(Event("c"), At(3))).State,
            Fold.Lenient(Fold.Empty, Record(Event("a", "reject"), At(1))).State,
            WithOrigins(new DeliveryOrigin("g", "elsewhere", Guid.Empty, 3)),
            WithOrigins((DeliveryOrigin?)null) with { LastSequence = 77 },
            WithOrigins(new DeliveryOrigin("g", "elsewhere", Guid.Empty, 3), null, new DeliveryOrigin("g", "elsewhere", Guid.Empty, 3), new DeliveryOrigin("h", "elsewhere", Guid.Empty, 3)),
            Fold.Of(Fold.Empty, Record(Event("a", outputs: 2), At(1)), Record(Event("b", outputs: 2), At(1, "others", 7)), Record(Event("c", outputs: 1), At(2))).State,
        };

        Assert.All(states, state => Assert.Equal(Text(state), Text(Codec.Unpack(Codec.Pack(state)))));
    }

    [Theory]
    [InlineData("6f9619ff-8b86-d011-b42d-00c04fc964ff")]
    [InlineData("6F9619FF-8B86-D011-B42D-00C04FC964FF")]
    [InlineData("{6f9619ff-8b86-d011-b42d-00c04fc964ff}")]
    [InlineData("")]
    [InlineData("ü")]
    [InlineData("orders.created")]
    [InlineData(null)]
    public void Text_WhenWrittenTwice_IsReadTwice(string? text)
    {
        using var writer = StateWriter.Begin(Known);
        writer.Text("first");
        writer.Text(text);
        writer.Text(text);
        writer.Text("first");
        using var reader = new StateReader(writer.ToArray(), Known);

        Assert.Equal(new[] { "first", text, text, "first" }, new[] { reader.Text(), reader.Text(), reader.Text(), reader.Text() }.AsEnumerable());
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Number_WhenWritten_IsRead(long number)
    {
        using var writer = StateWriter.Begin(Known);
        writer.Number(number);
        using var reader = new StateReader(writer.ToArray(), Known);

        Assert.Equal(number, reader.Number());
    }

    [Fact]
    public void State_WhenOfANewerVersionOrDamaged_IsRejected()
    {
        var packed = Codec.Pack(Fold.Of(Fold.Empty, Record(Event("a", outputs: 1), At(1))).State);
        byte[] newer = [StateCodec<TestState>.Version + 1, .. packed[1..]];

        Assert.Contains($"version {StateCodec<TestState>.Version + 1}", Assert.Throws<InvalidDataException>(() => Codec.Unpack(newer)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => Codec.Unpack(packed[..^1]));
        Assert.ThrowsAny<Exception>(() => Codec.Unpack([.. packed, 0]));
    }

    [Fact]
    public void State_WhenOfVersion1_IsReadAndItsEventsGoOnWaiting()
    {
        using var writer = StateWriter.Begin(Known);
        writer.Byte(1);
        writer.Bytes([]);
        writer.Number(0);
        writer.Bytes([]);
        writer.Number(0);
        writer.Number(1);
        var @event = Event("w", "add-when-open");
        writer.Text(@event.Id);
        writer.Text(@event.Type);
        writer.Text(@event.Version);
        writer.Time(@event.Timestamp);
        writer.Text(@event.CorrelationId);
        writer.Text(@event.TraceParent);
        writer.Bytes(Serializer.SerializeToArray(@event.Payload));
        writer.Bytes([]);
        writer.Bytes([]);
        writer.Number(9);

        var state = Codec.Unpack(writer.ToArray());

        Assert.Equal(@event, Assert.Single(state.Deferred).Event);
        Assert.Equal((null, "", 9L), (state.Deferred[0].Group, state.Deferred[0].Topic, state.LastSequence));
        Assert.Equal(["o", "w"], Fold.Of(Codec.Unpack(Codec.Pack(state)), Record(Event("o", "open"), At(1))).Log);
    }

    [Fact]
    public void Row_WhenOfTheFormBefore_IsNotTakenForThisOne()
    {
        foreach (var state in new[] { Fold.Empty, Fold.Of(Fold.Empty, Record(Event("a", outputs: 1), At(1))).State })
        {
            var read = Serializer.Deserialize<StoredEntity>(Serializer.SerializeToArray(state));

            Assert.Null(read!.Packed);
        }
    }

    private static ProcessingState<TestState> WithOrigins(params DeliveryOrigin?[] origins)
    {
        var state = Fold.Of(Fold.Empty, Record(Event("a", outputs: 1), At(1))).State;
        return state with { Outputs = Array.ConvertAll(origins, origin => state.Outputs[0] with { Origin = origin }) };
    }

    [Fact]
    public void State_WhenItsOutputsAreOfOnePartition_HasTheFormThatOlderBuildsRead() =>
        Assert.Equal((2, 2, 3), (Codec.Pack(Fold.Empty)[0], Codec.Pack(WithOrigins(new DeliveryOrigin("g", "t", Guid.Empty, 3)))[0], Codec.Pack(WithOrigins(new DeliveryOrigin("g", "t", Guid.Empty, 3), null))[0]));

    [Fact]
    public void State_WhenAnOperatorAcceptedAnEvent_HasAVersionThatBuildsRejectWhichWouldDropThat()
    {
        var quarantine = Fold.Of(Fold.Empty, Record(Event("a", "reject"), At(1))).State;
        var accepted = quarantine with { Quarantine = quarantine.Quarantine! with { IsAccepted = true } };

        Assert.Equal((2, 4), (Codec.Pack(quarantine)[0], Codec.Pack(accepted)[0]));
        Assert.Equal(Text(accepted), Text(Codec.Unpack(Codec.Pack(accepted))));
    }

    private static string Text(ProcessingState<TestState> state) => System.Text.Json.JsonSerializer.Serialize(new
    {
        state.Entity,
        state.Positions,
        state.RecentIds,
        Outputs = state.Outputs.Select(output => (output.Origin?.ToString() + output.Offset + output.Event.Topic + output.Event.Key + output.Event.Event).ToString()),
        Deferred = state.Deferred.Select(deferred => $"{deferred} {string.Join(',', deferred.AwaitedTopics)}"),
        state.Rejections,
        state.Quarantine,
        state.LastSequence,
    });
}
