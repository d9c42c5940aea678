using System.Globalization;

namespace Platform.Events;

/// <summary><c>major.minor</c>. A new minor version only adds fields; a new major one may change anything.</summary>
internal readonly record struct EventVersion(int Major, int Minor)
{
    /// <summary>The major version that every type begins with, and that of an event without a version.</summary>
    public const int FirstMajor = 1;

    /// <summary>The version of an event without one.</summary>
    public const string Default = "1.0";

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
