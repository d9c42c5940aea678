using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Platform.Events;
using Platform.Processing.Tests.Plain;

namespace Platform.Processing.Tests;

/// <summary>The stored form of plain records is JSON; of what Orleans describes it is Orleans'.</summary>
public sealed class StateFormatTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private StateFormat Format => FormatOver(TestEvents.Catalog);

    public void Dispose() => _services.Dispose();

    [Fact]
    public void State_WhenAPlainRecord_IsStoredAsJsonAndReadAgain()
    {
        var stored = Written(new PlainState(["a", "ü"], true));

        Assert.Equal([0, .. """{"Log":["a","ü"],"IsOpen":true}"""u8], stored);
        Assert.Equal(["a", "ü"], Format.Read<PlainState>(stored)!.Log);
        Assert.Null(Format.Read<PlainState>(Written<PlainState>(null)));
    }

    [Fact]
    public void State_WhenOrleansDescribesIt_IsStoredAsOrleansDoes()
    {
        var stored = Written(new TestState(["a"], true));

        Assert.Equal(_services.GetRequiredService<Serializer>().SerializeToArray(new TestState(["a"], true)), stored);
        Assert.Equal(["a"], Format.Read<TestState>(stored)!.Log);
    }

    [Theory]
    [InlineData("{\"Log\":null}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Log\":")]
    public void State_WhenItsJsonIsNoState_IsRejectedWithItsType(string json)
    {
        var exception = Assert.Throws<InvalidDataException>(() => Format.Read<PlainState>([0, .. System.Text.Encoding.UTF8.GetBytes(json)]));

        Assert.StartsWith("A stored PlainState ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Payload_WhenAPlainRecord_IsReadAgainByTheTypeOfItsEvent()
    {
        var asked = new PlainAsked("a", "add", 2.50m);

        Assert.Equal(asked, Format.ReadPayload("plain.asked", WrittenPayload(asked)));
    }

    [Fact]
    public void Payload_WhenItsEventsTypeIsNoLongerDeclared_IsRejectedWithTheType()
    {
        var stored = WrittenPayload(new PlainAsked("a", "add"));

        var exception = Assert.Throws<InvalidDataException>(() => FormatOver(EventCatalog.Of(_ => { })).ReadPayload("plain.asked", stored));

        Assert.Equal("A stored state holds an event of type plain.asked, which is not declared.", exception.Message);
    }

    private byte[] Written<T>(T? value)
        where T : class => Written(writer => Format.Write(writer, value));

    private byte[] WrittenPayload(object payload) => Written(writer => Format.WritePayload(writer, payload));

    // Without the length that stands before it.
    private static byte[] Written(Action<StateWriter> write)
    {
        using var writer = StateWriter.Begin(new KnownTexts([]));
        write(writer);
        return writer.ToArray()[1..];
    }

    private StateFormat FormatOver(EventCatalog catalog) =>
        new(_services.GetRequiredService<Serializer>(), _services.GetRequiredService<ICodecProvider>(), catalog, []);
}
