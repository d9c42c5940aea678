namespace Platform.Events;

/// <summary>
/// Exact decimals: amounts, prices, quantities. At most <see cref="DigitsMax"/> digits, <see cref="ScaleMax"/> of them
/// decimals, read from a number's own text and never through a double. Of either sign: a credit is a negative amount.
/// </summary>
public static class Money
{
    /// <summary>The most digits, before and after the point together.</summary>
    public const int DigitsMax = 28;

    /// <summary>The most digits after the point; zeros at the end don't count.</summary>
    public const int ScaleMax = 10;

    // Far beyond any exponent that could fit, far below any that could overflow.
    private const int ExponentMax = 1_000_000_000;

    /// <summary>
    /// Reads a number as JSON writes it (RFC 8259, section 6), an exponent included. The spelling's decimals are kept
    /// (<c>10.50</c> stays <c>10.50</c>) as far as they fit.
    /// </summary>
    /// <param name="text">The number's text in UTF-8.</param>
    /// <param name="value">The number, exactly.</param>
    /// <returns>False where the text is no number or the number does not fit; it is never rounded.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        var negative = text is [(byte)'-', ..];
        var at = negative ? 1 : 0;
        UInt128 digits = 0;
        var count = 0;
        var exponent = 0;

        var integers = at;
        if (!TryDigits(text, ref at, ref digits, ref count, ref exponent) || (text[integers] == '0' && at > integers + 1))
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            var decimals = ++at;
            if (!TryDigits(text, ref at, ref digits, ref count, ref exponent))
            {
                return false;
            }

            exponent -= at - decimals;
        }

        return TryExponent(text, ref at, ref exponent) && at == text.Length && TryCompose(digits, count, exponent, negative, out value);
    }

    /// <summary>Whether a decimal is within the limits, so that it is read again as it was written.</summary>
    /// <param name="value">The decimal.</param>
    public static bool Fits(decimal value) => TryFit(ref value);

    /// <summary>Brings a decimal into the form in which it is read again, where it is within the limits.</summary>
    /// <param name="value">The decimal; zeros at its end beyond <see cref="ScaleMax"/> are cut off.</param>
    /// <returns>False where it is not.</returns>
    public static bool TryFit(ref decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var count = 0;
        for (var left = digits; left > 0; left /= 10)
        {
            count++;
        }

        return TryCompose(digits, count, -value.Scale, decimal.IsNegative(value), out value);
    }

    // Takes digits up to the first other character. Zeros beyond the limit raise the exponent instead.
    private static bool TryDigits(ReadOnlySpan<byte> text, ref int at, ref UInt128 digits, ref int count, ref int exponent)
    {
        var start = at;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (count == DigitsMax)
            {
                if (digit != 0)
                {
                    return false;
                }

                exponent++;
            }
            else
            {
                digits = (digits * 10) + digit;
                count += digits == 0 ? 0 : 1;
            }
        }

        return at > start;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int at, ref int exponent)
    {
        if (at == text.Length || (text[at] | 0x20) != 'e')
        {
            return true;
        }

        var negative = ++at < text.Length && text[at] == '-';
        at += negative || (at < text.Length && text[at] == '+') ? 1 : 0;
        var start = at;
        long number = 0;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            number = Math.Min(ExponentMax, (number * 10) + (text[at] - '0'));
        }

        exponent = (int)Math.Clamp(exponent + (negative ? -number : number), -ExponentMax, ExponentMax);
        return at > start;
    }

    // The number is digits × 10^exponent.
    private static bool TryCompose(UInt128 digits, int count, int exponent, bool negative, out decimal value)
    {
        value = 0;
        if (digits == 0)
        {
            value = new decimal(0, 0, 0, false, (byte)Math.Clamp(-exponent, 0, ScaleMax));
            return true;
        }

        for (; exponent < -ScaleMax || count > DigitsMax; exponent++, count--)
        {
            (digits, var last) = UInt128.DivRem(digits, 10);
            if (last != 0 || exponent >= 0)
            {
                return false;
            }
        }

        if (count + exponent > DigitsMax)
        {
            return false;
        }

        for (; exponent > 0; exponent--)
        {
            digits *= 10;
        }

        var low = (ulong)digits;
        value = new decimal((int)low, (int)(low >> 32), (int)(uint)(digits >> 64), negative, (byte)-exponent);
        return true;
    }
}
