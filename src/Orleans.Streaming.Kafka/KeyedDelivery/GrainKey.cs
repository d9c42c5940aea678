using System.Globalization;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// Reads the kind of key that a grain interface has from an entity's name. One grain has one name: a name in another form (braces, capitals, leading
/// zeros) is written as the usual one, or two queues would call the same grain. Pure.
/// </summary>
internal abstract class GrainKey
{
    private const char Separator = '+';

    private static readonly (Type Interface, GrainKey? Key)[] Kinds =
    [
        (typeof(IGrainWithStringKey), null),
        (typeof(IGrainWithGuidKey), new OfGuid()),
        (typeof(IGrainWithIntegerKey), new OfInteger()),
        (typeof(IGrainWithGuidCompoundKey), new Compound(new OfGuid())),
        (typeof(IGrainWithIntegerCompoundKey), new Compound(new OfInteger())),
    ];

    /// <summary>What a name must be, to follow "is no".</summary>
    public abstract string Form { get; }

    /// <summary>The key of a grain interface.</summary>
    /// <param name="grainInterface">The interface.</param>
    /// <param name="key">The kind of its key; null for a string, which any name is.</param>
    /// <returns>False where it has none, or several.</returns>
    public static bool TryFind(Type grainInterface, out GrainKey? key)
    {
        var kinds = Array.FindAll(Kinds, kind => kind.Interface.IsAssignableFrom(grainInterface));
        key = kinds.Length == 1 ? kinds[0].Key : null;
        return kinds.Length == 1;
    }

    /// <summary>The usual form of a name; null where it is no such key.</summary>
    /// <param name="name">The name.</param>
    public abstract string? Normalize(string name);

    /// <summary>The key of a name.</summary>
    /// <param name="name">One that <see cref="Normalize"/> returned.</param>
    public IdSpan Parse(string name) => Parse(name, extension: null);

    /// <summary>The key of a name with an extension, or without one.</summary>
    protected abstract IdSpan Parse(ReadOnlySpan<char> name, string? extension);

    private sealed class OfGuid : GrainKey
    {
        public override string Form => "Guid";

        public override string? Normalize(string name) => Guid.TryParse(name, CultureInfo.InvariantCulture, out var key) ? key.ToString() : null;

        protected override IdSpan Parse(ReadOnlySpan<char> name, string? extension)
        {
            var key = Guid.Parse(name, CultureInfo.InvariantCulture);
            return extension is null ? GrainIdKeyExtensions.CreateGuidKey(key) : GrainIdKeyExtensions.CreateGuidKey(key, extension);
        }
    }

    private sealed class OfInteger : GrainKey
    {
        public override string Form => "whole number of 64 bits, in decimal,";

        public override string? Normalize(string name) =>
            long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key) ? key.ToString(CultureInfo.InvariantCulture) : null;

        protected override IdSpan Parse(ReadOnlySpan<char> name, string? extension)
        {
            var key = long.Parse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return extension is null ? GrainIdKeyExtensions.CreateIntegerKey(key) : GrainIdKeyExtensions.CreateIntegerKey(key, extension);
        }
    }

    private sealed class Compound(GrainKey first) : GrainKey
    {
        public override string Form => $"{first.Form} followed by {Separator} and an extension";

        public override string? Normalize(string name)
        {
            var at = SeparatorOf(name);
            return at > 0 && !string.IsNullOrWhiteSpace(name[(at + 1)..]) && first.Normalize(name[..at]) is { } usual
                ? $"{usual}{name.AsSpan(at)}"
                : null;
        }

        protected override IdSpan Parse(ReadOnlySpan<char> name, string? extension)
        {
            var at = SeparatorOf(name);
            return first.Parse(name[..at], name[(at + 1)..].ToString());
        }

        // A number may begin with a plus.
        private static int SeparatorOf(ReadOnlySpan<char> name) => name.Length < 2 ? -1 : name[1..].IndexOf(Separator) + 1;
    }
}
