using System.Globalization;

namespace Platform.Hosting;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="After">The id the page begins after, or null for the first page.</param>
public sealed record PageQuery(int Limit, string? After)
{
    /// <summary>The most a page may hold.</summary>
    public const int LimitMax = 1_000;

    /// <summary>How many a page holds where the request does not say.</summary>
    public const int LimitDefault = 100;

    /// <summary>Reads <c>limit</c> and <c>after</c>; what is wrong is noted.</summary>
    public static PageQuery Read(IQueryCollection query, FieldErrors errors) =>
        new(ReadLimit(query, errors), ReadAfter(query, errors));

    /// <summary>Reads <c>limit</c> alone, for a list whose <c>after</c> is no id; what is wrong is noted.</summary>
    public static int ReadLimit(IQueryCollection query, FieldErrors errors)
    {
        var values = query["limit"];
        if (values.Count == 0)
        {
            return LimitDefault;
        }

        if (values.Count == 1 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LimitMax)
        {
            return limit;
        }

        errors.Add("limit", $"must be one whole number from 1 to {LimitMax}.");
        return LimitDefault;
    }

    private static string? ReadAfter(IQueryCollection query, FieldErrors errors)
    {
        var values = query["after"];
        if (values.Count == 0)
        {
            return null;
        }

        var after = values.Count == 1 ? values[0] ?? "" : "";
        if (IdRules.Problem(after) is { } problem)
        {
            errors.Add("after", problem);
        }

        return after;
    }
}
