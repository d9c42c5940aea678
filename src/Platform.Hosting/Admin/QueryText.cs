using System.Globalization;

namespace Platform.Hosting.Admin;

/// <summary>Reads parameters of a query.</summary>
internal static class QueryText
{
    /// <summary>A text; null where it is absent or blank.</summary>
    public static string? Of(IQueryCollection query, string name) => string.IsNullOrWhiteSpace(query[name]) ? null : query[name].ToString();

    /// <summary>A whole number from 0 on; null where it is absent or wrong, which is noted.</summary>
    public static long? Number(IQueryCollection query, string name, FieldErrors errors)
    {
        if (Of(query, name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Add(name, "must be a whole number from 0 on.");
        return null;
    }

    /// <summary>A time; null where it is absent or wrong, which is noted.</summary>
    public static DateTimeOffset? Time(IQueryCollection query, string name, FieldErrors errors)
    {
        if (Of(query, name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        errors.Add(name, "must be a time, for example 2026-01-31T12:00:00Z.");
        return null;
    }
}
