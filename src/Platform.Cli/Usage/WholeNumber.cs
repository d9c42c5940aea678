using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Platform.Cli.Usage;

/// <summary>Parses whole numbers from a smallest one on.</summary>
internal static class WholeNumber
{
    /// <summary>A parser whose error names the argument or option.</summary>
    public static Func<ArgumentResult, T?> Parser<T>(string name, T min)
        where T : struct, IBinaryInteger<T> => result =>
    {
        if (result.Tokens is not [var token])
        {
            return null;
        }

        if (T.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min)
        {
            return number;
        }

        result.AddError($"{name} is '{token.Value}'; it must be a whole number from {min} on.");
        return null;
    };
}
