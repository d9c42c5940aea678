using System.Globalization;
using System.Numerics;

namespace Platform.Events;

/// <summary>
/// A sum of amounts, exact however many there are and however large: a decimal holds one amount of <see cref="Money.DigitsMax"/>
/// digits, not the sum of a large one and a small one.
/// </summary>
public readonly record struct MoneySum : IComparable<MoneySum>
{
    private static readonly BigInteger UnitsPerOne = BigInteger.Pow(10, Money.ScaleMax);
    private static readonly BigInteger BelowLimit = BigInteger.Pow(10, Money.DigitsMax);


    private MoneySum(BigInteger units, int scale) => (Units, Scale) = (units, scale);

    /// <summary>Nothing.</summary>
    public static MoneySum Zero => default;

    /// <summary>The sum in units of 10 to the power of -<see cref="Money.ScaleMax"/>.</summary>
    public BigInteger Units { get; }

    /// <summary>How many decimals the amounts were written with.</summary>
    internal int Scale { get; }

    /// <summary>A sum given in units of 10 to the power of -<see cref="Money.ScaleMax"/>.</summary>
    /// <param name="units">The units.</param>
    public static MoneySum FromUnits(BigInteger units) => new(units, 0);

    internal static MoneySum FromUnits(BigInteger units, int scale) => new(units, Math.Min(scale, Money.ScaleMax));

    /// <summary>The sum of one amount.</summary>
    /// <param name="amount">An amount; no more than <see cref="Money.ScaleMax"/> decimals, zeros at the end not counted.</param>
    /// <exception cref="ArgumentOutOfRangeException">It has more decimals.</exception>
    public static MoneySum Of(decimal amount)
    {
        return Money.Fits(amount)
            ? OfExact(amount)
            : throw new ArgumentOutOfRangeException(nameof(amount), amount, $"An amount has at most {Money.DigitsMax} digits, {Money.ScaleMax} of them decimals.");
    }

    // A sum that was kept as a decimal may have a digit more than an amount.
    internal static MoneySum OfExact(decimal amount)
    {
        var whole = decimal.Truncate(amount);
        return new(((BigInteger)whole * UnitsPerOne) + (BigInteger)((amount - whole) * (decimal)UnitsPerOne), Math.Min((int)amount.Scale, Money.ScaleMax));
    }

    /// <inheritdoc cref="Of"/>
    public static implicit operator MoneySum(decimal amount) => Of(amount);

    /// <summary>The sum of both.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">Another.</param>
    public static MoneySum operator +(MoneySum left, MoneySum right) => new(left.Units + right.Units, Math.Max(left.Scale, right.Scale));

    /// <summary>The sum of both.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">Another.</param>
    public static MoneySum Add(MoneySum left, MoneySum right) => left + right;

    /// <inheritdoc/>
    public int CompareTo(MoneySum other) => Units.CompareTo(other.Units);

    /// <summary>Whether the left sum is the smaller one.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">Another.</param>
    public static bool operator <(MoneySum left, MoneySum right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left sum is the larger one.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">Another.</param>
    public static bool operator >(MoneySum left, MoneySum right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left sum is not the larger one.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">Another.</param>
    public static bool operator <=(MoneySum left, MoneySum right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left sum is not the smaller one.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">Another.</param>
    public static bool operator >=(MoneySum left, MoneySum right) => left.CompareTo(right) >= 0;

    /// <summary>The last <see cref="Money.DigitsMax"/> digits as a decimal, and what is above them; together the sum.</summary>
    public (decimal Below, BigInteger Above) Split()
    {
        var above = BigInteger.DivRem(Units, BelowLimit, out var below);

        // The zero adds the decimals that the amounts were written with.
        return (((decimal)below / (decimal)UnitsPerOne) + new decimal(0, 0, 0, isNegative: false, (byte)Scale), above);
    }

    /// <summary>The sum as a decimal, or null where none holds all its digits.</summary>
    internal decimal? ToDecimal()
    {
        var whole = BigInteger.DivRem(Units, UnitsPerOne, out var rest);
        if (BigInteger.Abs(whole) > (BigInteger)decimal.MaxValue)
        {
            return null;
        }

        // A decimal that runs out of digits rounds without a word. The zero adds the decimals that the amounts were written with.
        var amount = (decimal)whole + ((decimal)rest / (decimal)UnitsPerOne);
        return amount.Scale <= Money.ScaleMax && OfExact(amount).Units == Units ? amount + new decimal(0, 0, 0, isNegative: false, (byte)Scale) : null;
    }

    /// <summary>The sum of what <see cref="Split"/> gave.</summary>
    /// <param name="below">The last digits.</param>
    /// <param name="above">What is above.</param>
    public static MoneySum Join(decimal below, BigInteger above) => FromUnits(above * BelowLimit) + Of(below);

    /// <summary>Whether both are the same amount, however many decimals they are written with.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(MoneySum other) => Units == other.Units;

    /// <inheritdoc/>
    public override int GetHashCode() => Units.GetHashCode();

    /// <summary>
    /// All digits, as a JSON number, with the decimals that its amounts were written with: <c>-0.5</c>, <c>12.00</c>,
    /// <c>1000000000000000000000000000.01</c>.
    /// </summary>
    public override string ToString()
    {
        var whole = BigInteger.DivRem(BigInteger.Abs(Units), UnitsPerOne, out var rest);
        var sign = Units.Sign < 0 ? "-" : "";
        var decimals = rest.ToString(CultureInfo.InvariantCulture).PadLeft(Money.ScaleMax, '0').TrimEnd('0').PadRight(Scale, '0');
        return decimals.Length == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{decimals}");
    }
}
