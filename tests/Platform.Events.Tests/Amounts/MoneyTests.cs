using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;

namespace Platform.Events.Tests.Amounts;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.00", "0.00")]
    [InlineData("10.50", "10.50")]
    [InlineData("-19.99", "-19.99")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e2", "100")]
    [InlineData("1.5E+1", "15")]
    [InlineData("1.50e1", "15.0")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("0e999999999999999999999", "0")]
    [InlineData("0e-999999999999999999999", "0.0000000000")]
    [InlineData("0.0000000001", "0.0000000001")]
    [InlineData("1.000000000000000", "1.0000000000")]
    [InlineData("9999999999999999999999999999", "9999999999999999999999999999")]
    [InlineData("999999999999999999.9999999999", "999999999999999999.9999999999")]
    [InlineData("9999999999999999999999999999.000", "9999999999999999999999999999")]
    [InlineData("1e27", "1000000000000000000000000000")]
    [InlineData("123456789.123456789", "123456789.123456789")]
    public void TryParse_WhenTheNumberFits_IsExact(string text, string expected)
    {
        var parsed = Money.TryParse(Encoding.UTF8.GetBytes(text), out var value);

        Assert.True(parsed);
        Assert.Equal(expected, value.ToString(CultureInfo.InvariantCulture));
        Assert.True(Money.Fits(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("00")]
    [InlineData("01.5")]
    [InlineData("-01")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.e1")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("١")]
    [InlineData("--1")]
    public void TryParse_WhenTheTextIsNoNumber_IsFalse(string text) =>
        Assert.False(Money.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("10000000000000000000000000000")]
    [InlineData("99999999999999999999999999999")]
    [InlineData("1e28")]
    [InlineData("1e999999999999999999999")]
    [InlineData("1e-999999999999999999999")]
    [InlineData("0.00000000001")]
    [InlineData("1e-11")]
    [InlineData("9999999999999999999.9999999999")]
    [InlineData("1.00000000000000000000000000000000001")]
    public void TryParse_WhenTheNumberDoesNotFit_IsFalse(string text) =>
        Assert.False(Money.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void TryParse_WhenAnyNumber_IsExactlyWhatItSaysOrRefused() => Gen.Select(
        Gen.Bool,
        Gen.String["0123456789"],
        Gen.String["0009"],
        Gen.Int[-40, 40]).Sample(
        (negative, integers, decimals, exponent) =>
        {
            var whole = integers.TrimStart('0') is { Length: > 0 } digits ? digits : "0";
            var text = $"{(negative ? "-" : "")}{whole}{(decimals.Length > 0 ? "." : "")}{decimals}{(exponent == 0 ? "" : $"e{exponent}")}";

            var parsed = Money.TryParse(Encoding.UTF8.GetBytes(text), out var value);

            var (mantissa, power) = Normal(BigInteger.Parse((negative ? "-" : "") + whole + decimals, CultureInfo.InvariantCulture), exponent - decimals.Length);
            var digitsNeeded = BigInteger.Abs(mantissa).ToString(CultureInfo.InvariantCulture).Length + Math.Max(0, power);
            Assert.Equal(power >= -10 && digitsNeeded <= 28, parsed);
            if (parsed)
            {
                Assert.Equal((mantissa, power), Normal(MantissaOf(value), -value.Scale));
            }
        },
        iter: 20_000);

    [Fact]
    public void Fits_WhenBeyondTheLimits_IsFalse()
    {
        Assert.False(Money.Fits(decimal.MaxValue));
        Assert.False(Money.Fits(0.00000000001m));
        Assert.True(Money.Fits(-0.000000000100m));
    }

    private static BigInteger MantissaOf(decimal value)
    {
        var bits = decimal.GetBits(value);
        var digits = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return value < 0 ? -digits : digits;
    }

    private static (BigInteger Mantissa, int Power) Normal(BigInteger mantissa, int power)
    {
        if (mantissa.IsZero)
        {
            return (0, 0);
        }

        for (; mantissa % 10 == 0; mantissa /= 10)
        {
            power++;
        }

        return (mantissa, power);
    }
}
