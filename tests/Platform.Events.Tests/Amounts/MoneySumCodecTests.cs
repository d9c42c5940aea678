using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Platform.Events.Tests.Amounts;

public sealed class MoneySumCodecTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private Serializer Serializer => _services.GetRequiredService<Serializer>();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("0")]
    [InlineData("-10.50")]
    [InlineData("9999999999999999999999999999")]
    public void Sum_WhenADecimalHoldsIt_IsStoredAsOne(string amount)
    {
        var value = decimal.Parse(amount, CultureInfo.InvariantCulture);

        var bytes = Serializer.SerializeToArray(new OfSum(value));

        Assert.Equal(Serializer.SerializeToArray(new OfDecimal(value)), bytes);
        Assert.Equal(amount, Serializer.Deserialize<OfSum>(bytes)!.Sum.ToString());
    }

    [Fact]
    public void Decimal_WithADigitMoreThanAnAmount_IsReadAsASum()
    {
        var bytes = Serializer.SerializeToArray(new OfDecimal(decimal.MaxValue));

        Assert.Equal("79228162514264337593543950335", Serializer.Deserialize<OfSum>(bytes)!.Sum.ToString());
    }

    [Theory]
    [InlineData("9999999999999999999999999999", "0.10")]
    [InlineData("-9999999999999999999999999999", "-0.01")]
    public void Sum_WhenNoDecimalHoldsIt_IsReadAsItWas(string left, string right)
    {
        var sum = MoneySum.Of(decimal.Parse(left, CultureInfo.InvariantCulture)) + decimal.Parse(right, CultureInfo.InvariantCulture);

        var bytes = Serializer.SerializeToArray(new OfSum(sum));

        Assert.Equal(sum.ToString(), Serializer.Deserialize<OfSum>(bytes)!.Sum.ToString());
        Assert.Equal(sum.ToString(), Serializer.Deserialize<MoneySum>(Serializer.SerializeToArray(sum)).ToString());
        Assert.ThrowsAny<Exception>(() => Serializer.Deserialize<OfDecimal>(bytes));
    }

    [GenerateSerializer, Alias("tests.of-sum")]
    internal sealed record OfSum([property: Id(0)] MoneySum Sum);

    [GenerateSerializer, Alias("tests.of-sum-decimal")]
    internal sealed record OfDecimal([property: Id(0)] decimal Sum);
}
