using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Streaming.Kafka.Tests.Producing;

/// <summary>What JSON can't give back is rejected as it is sent.</summary>
public sealed class JsonStreamEventEncoderTests
{
    private readonly JsonStreamEventEncoder _encoder = new();

    [Fact]
    public void PublicFields_AreRejected_NamingTypeAndMember() => Rejects(new Fields { Count = 3 }, "JsonStreamEventEncoderTests+Fields.Count is a field", "UseOrleansSerializer");

    [Fact]
    public void ASubtype_ThroughAnInterface_IsRejected() => Rejects<IShape>(new Circle(2), "IShape is an interface");

    [Fact]
    public void ASubtype_ThroughItsBase_IsRejected() => Rejects(new Derived { Name = "n", More = 1 } as Plain, "Derived is declared as");

    [Fact]
    public void ASubtype_InAMemberOrAList_IsRejected_NamingTheMember()
    {
        Rejects(new Holder { Plain = new Derived { Name = "n" } }, "Derived is declared as", "Path: $.Plain");
        Rejects(new List<Plain> { new Derived { Name = "n" } }, "Derived is declared as");
    }

    [Fact]
    public void AText_ThroughAStreamOfObjects_IsRejected() => Rejects<object>("text", "declared as object");

    [Fact]
    public void ATextThatIsNoUnicode_IsRejected() => Rejects("\ud800", "stream of System.String");

    public static TheoryData<object, string> Lossy => new()
    {
        { new PrivateSetter("n"), "PrivateSetter.Name is set by nothing" },
        { new GetOnlyList(), "GetOnlyList.Items is set by nothing" },
        { new InternalProperty { Name = "n" }, "InternalProperty.Name is a property that JSON leaves out" },
        { new PrivateField(5), "PrivateField._value is a field" },
        { new OfBase(), "OfBase._count is a field" },
        { new OtherParameter("n"), "parameter \"title\"" },
        { new TwoConstructors(1), "TwoConstructors has no constructor" },
        { (1, "a"), "Item1 is a field" },
        { new Nested { Inner = [new Fields()] }, "Nested.Inner: " },
        { new Nested { Inner = [new Fields()] }, "Fields.Count is a field" },
        { new WithObject { Value = 1 }, "WithObject.Value: JSON does not carry the type" },
        { new Dictionary<string, object> { ["a"] = 1 }, "JSON does not carry the type" },
        { new Stack<int>([1, 2]), "opposite order" },
        { new NamedList { Name = "n" }, "leaves out its member Name" },
        { new BigNumber { Value = new Complex(1, 2) }, "Complex" },
        { new Undiscriminated(), "no discriminator" },
    };

    [Theory]
    [MemberData(nameof(Lossy))]
    public void WhatJsonLoses_IsRejected_NamingTypeAndMember(object value, string expected)
    {
        var problem = Record.Exception(() => typeof(JsonStreamEventEncoder).GetMethod(nameof(JsonStreamEventEncoder.Encode))!.MakeGenericMethod(value.GetType()).Invoke(_encoder, [value]));

        Assert.Contains(expected, Assert.IsType<NotSupportedException>(problem?.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatJsonKeeps_ComesBackAsItWas()
    {
        Keeps(new Reading("m", 1.5m, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)), [1, 2], Color.Red, null));
        Keeps(new Point(1, 2));
        Keeps((int?)5);
        Keeps(Guid.NewGuid());
        Keeps(new Included { Count = 3, Ignored = 5 }, new Included { Count = 3 });
        Keeps(new Computed { Price = 2, Count = 3 });
        Keeps<Shape>(new Square { Side = 2 });
        Keeps(new Primary("n"));
        Keeps(new Backed { Name = "n" });
        Keeps(new KeyValuePair<string, int>("a", 1));
        Keeps(Tuple.Create(1, "a"));
        Keeps(JsonSerializer.SerializeToElement(5).GetInt32());
        Keeps(new Marked("n") { });
        Assert.Equal(new[] { 1, 2 }, RoundTrip<IReadOnlyList<int>>([1, 2]));
        Assert.Equal(new[] { 1, 2 }, RoundTrip(ImmutableArray.Create(1, 2)).ToArray());
        Assert.Equal(2, RoundTrip(new Dictionary<string, Reading?> { ["a"] = null, ["b"] = null }).Count);
        Assert.Equal("root", RoundTrip(new Tree { Name = "root", Children = [new Tree { Name = "leaf", Children = [] }] }).Name);
        Assert.Equal("ü"u8.ToArray(), _encoder.Encode("ü"));
        Assert.Equal([1, 2], _encoder.Encode<object>(new byte[] { 1, 2 }));
    }

    private void Keeps<T>(T value) => Keeps(value, value);

    private void Keeps<T>(T value, T expected) => Assert.Equal(expected, RoundTrip(value));

    private T RoundTrip<T>(T value) => StreamEventValue.As<T>(_encoder.Encode(value))!.Value.Value;

    private void Rejects<T>(T value, params string[] expected)
    {
        var message = Assert.Throws<NotSupportedException>(() => _encoder.Encode(value)).Message;
        Assert.All(expected, text => Assert.True(message.Contains(text, StringComparison.Ordinal), $"\"{text}\" is not in: {message}"));
    }

    internal interface IShape;

    internal enum Color
    {
        Red,
    }

    internal sealed record Circle(int Radius) : IShape;

    internal sealed record Reading(string Meter, decimal Value, DateTimeOffset At, ImmutableArray<int> More, Color Color, Reading? Previous)
    {
        public bool Equals(Reading? other) => other is not null && (Meter, Value, At, Color) == (other.Meter, other.Value, other.At, other.Color) && More.SequenceEqual(other.More);

        public override int GetHashCode() => Meter.GetHashCode(StringComparison.Ordinal);
    }

    internal readonly record struct Point(int X, int Y);

    [GenerateSerializer, Alias("test.Fields")]
    internal sealed class Fields
    {
        [Id(0)]
        public int Count;
    }

    internal record Plain
    {
        public required string Name { get; init; }
    }

    internal sealed record Derived : Plain
    {
        public int More { get; init; }
    }

    internal sealed record Holder
    {
        public Plain? Plain { get; init; }
    }

    [JsonDerivedType(typeof(Square), "square")]
    internal abstract record Shape;

    internal sealed record Square : Shape
    {
        public int Side { get; init; }
    }

    [JsonDerivedType(typeof(UndiscriminatedPart))]
    internal class Undiscriminated;

    internal sealed class UndiscriminatedPart : Undiscriminated;

    internal sealed class PrivateSetter
    {
        public PrivateSetter()
        {
        }

        public PrivateSetter(string name) => Name = name;

        public string? Name { get; private set; }
    }

    internal sealed class GetOnlyList
    {
        public List<int> Items { get; } = [1];
    }

    internal sealed class InternalProperty
    {
        internal string? Name { get; set; }
    }

    internal sealed class PrivateField
    {
        private readonly int _value;

        public PrivateField()
        {
        }

        public PrivateField(int value) => _value = value;

        public int Get() => _value;
    }

    internal class WithCount
    {
        private readonly int _count = 3;

        public int Count() => _count;
    }

    internal sealed class OfBase : WithCount
    {
        public int More { get; set; }
    }

    internal sealed class OtherParameter(string title)
    {
        public string Name { get; } = title;
    }

    internal sealed class TwoConstructors
    {
        public TwoConstructors(int value) => Value = value;

        public TwoConstructors(string text) => Value = text.Length;

        public int Value { get; }
    }

    internal sealed class Nested
    {
        public List<Fields>? Inner { get; set; }
    }

    internal sealed class WithObject
    {
        public object? Value { get; set; }
    }

    internal sealed class NamedList : List<int>
    {
        public string? Name { get; set; }
    }

    internal sealed class BigNumber
    {
        public Complex Value { get; set; }
    }

    internal sealed record Included
    {
        [JsonInclude]
        public int Count;

        [NonSerialized]
        private int _cache = 1;

        [JsonIgnore]
        public int Ignored { get; set; }

        public event EventHandler? Changed;

        public int Cache() => _cache += Changed is null ? 0 : 1;
    }

    internal sealed record Computed
    {
        public int Price { get; init; }

        public int Count { get; init; }

        public int Total => Price * Count;
    }

    internal sealed class Primary(string name) : IEquatable<Primary>
    {
        public string Name => name;

        public bool Equals(Primary? other) => other?.Name == Name;

        public override bool Equals(object? obj) => Equals(obj as Primary);

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }

    internal sealed record Marked
    {
        [JsonConstructor]
        public Marked(string name) => Name = name;

        public Marked(int number) => Name = $"{number}";

        public string Name { get; }
    }

    internal sealed record Backed
    {
        private string? _name;

        public string? Name
        {
            get => _name;
            set => _name = value;
        }
    }

    internal sealed class Tree
    {
        public required string Name { get; init; }

        public required List<Tree> Children { get; init; }
    }
}
