using System.Numerics;

namespace Platform.Events.Tests.Amounts;

public sealed class MoneySumTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("10.50", "10.50")]
    [InlineData("10.500000000000", "10.5000000000")]
    [InlineData("-0.05", "-0.05")]
    [InlineData("0.0000000001", "0.0000000001")]
    [InlineData("-9999999999999999999999999999", "-9999999999999999999999999999")]
    public void Of_AnyAmount_KeepsAllItsDigits(string amount, string text)
    {
        var sum = MoneySum.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(text, sum.ToString());
    }

    [Fact]
    public void Of_MoreDecimalsThanAnAmountHas_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MoneySum.Of(0.000_000_000_01m));

    [Theory]
    [InlineData("-10.50")]
    [InlineData("9999999999999999999999999999")]
    [InlineData("0.0000000001")]
    public void Split_OfAnySum_JoinsAgain(string amount)
    {
        var sum = MoneySum.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        sum += sum;

        var (below, above) = sum.Split();

        Assert.Equal(sum.ToString(), MoneySum.Join(below, above).ToString());
        Assert.Equal(sum, MoneySum.Join(below, above));
    }

    [Fact]
    public void Sum_OfLargeAndSmall_IsExact()
    {
        var sum = MoneySum.Of(1e27m) + MoneySum.Of(0.01m) + MoneySum.Of(-1e27m);

        Assert.Equal(MoneySum.Of(0.01m), sum);
        Assert.Equal(new BigInteger(100_000_000), sum.Units);
    }
}
