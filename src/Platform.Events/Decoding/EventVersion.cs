using System.Globalization;

namespace Platform.Events;

/// <summary><c>major.minor</c>. A new minor version only adds fields; a new major one may change anything.</summary>
internal readonly record struct EventVersion(int Major, int Minor)
{
    /// <summary>The major version that every type begins with, and that of an event that tells none.</summary>
    public const int FirstMajor = 1;

    /// <summary>The version of an event that tells none, and of all that the platform produces.</summary>
    public const string Default = "1.0";

    /// <summary>The major version as which a payload is to be read: the one that is told, or the first where that is none that is known. Judges nothing.</summary>
    /// <param name="record">The record.</param>
    /// <param name="ofEnvelope">What the envelope says, or null.</param>
    /// <param name="shape">The event type.</param>
    public static int MajorToRead(in RecordData record, string? ofEnvelope, EventShape shape)
    {
        if (shape.NewestMajor == FirstMajor || ofEnvelope == Default || (ofEnvelope is null && !RecordHeaders.TryText(record.Headers, EventHeaders.EventVersion, out ofEnvelope)))
        {
            return FirstMajor;
        }

        return ofEnvelope is not null && TryParse(ofEnvelope, out var version) && shape.Knows(version.Major) ? version.Major : FirstMajor;
    }

    /// <summary>Reads <c>1</c>, <c>1.2</c> or <c>1.2.3</c>; what follows the minor version means nothing to a reader.</summary>
    public static bool TryParse(string text, out EventVersion version)
    {
        version = default;
        Span<int> numbers = [0, 0, 0];
        var parts = text.Split('.', numbers.Length + 1);
        if (parts.Length > numbers.Length)
        {
            return false;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        version = new EventVersion(numbers[0], numbers[1]);
        return true;
    }

    public override string ToString() => $"{Major}.{Minor}";
}
