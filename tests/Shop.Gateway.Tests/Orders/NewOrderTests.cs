using System.Text;
using Platform.Hosting;
using Shop.Gateway.Orders;

namespace Shop.Gateway.Tests.Orders;

public sealed class NewOrderTests
{
    [Theory]
    [InlineData("""{"userId":"u","items":[{"sku":"a","quantity":3,"price":0.1},{"sku":"b","quantity":"0.5","price":"9.99"}]}""", "5.295")]
    [InlineData("""{"userId":"u","items":[{"sku":"a","quantity":3,"price":1}],"amount":"2.50"}""", "2.50")]
    [InlineData("""{"userId":"u","items":[],"amount":79228162514264337593543950.33}""", "79228162514264337593543950.33")]
    [InlineData("""{"userId":"u","items":[],"amount":0.1234567891}""", "0.1234567891")]
    [InlineData("""{"userId":"u","items":[],"amount":1.25E3}""", "1250")]
    [InlineData("""{"userId":"u","items":[]}""", "0")]
    [InlineData("""{"userId":"u","items":[],"amount":null}""", "0")]
    public void Read_WhenAmountIsGivenOrNot_IsExact(string json, string amount)
    {
        var (order, errors) = Read(json);

        Assert.Empty(errors);
        Assert.Equal(amount, order!.Amount.ToString());
    }

    [Fact]
    public void Read_WhenIdsAreNumbers_KeepsTheirText()
    {
        var (order, _) = Read("""{"orderId":42,"userId":7.0,"items":[{"productId":12345678901234567890123,"quantity":1,"price":1}]}""");

        Assert.Equal(("42", "7.0", "12345678901234567890123"), (order!.OrderId, order.UserId, order.Items[0].Sku));
    }

    [Theory]
    [InlineData("paid")]
    [InlineData("Confirmed")]
    [InlineData("cancelled")]
    [InlineData("weird")]
    public void Read_WhenTheCallerSetsAStatusThatEventsDecide_IsRejected(string status)
    {
        var (order, errors) = Read($$"""{"userId":"u","items":[],"status":"{{status}}"}""");

        Assert.Null(order);
        Assert.StartsWith("can't be set", Assert.Single(errors["status"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"pending\"")]
    [InlineData("\"PENDING\"")]
    public void Read_WhenTheStatusIsTheOneItBeginsWith_IsTaken(string status)
    {
        var (order, errors) = Read($$"""{"userId":"u","items":[],"status":{{status}}}""");

        Assert.Empty(errors);
        Assert.NotNull(order);
    }

    [Theory]
    [InlineData("""{}""", "userId,items")]
    [InlineData("""{"userId":"u"}""", "items")]
    [InlineData("""{"userId":null,"items":null}""", "userId,items")]
    [InlineData("""{"userId":" ","items":[]}""", "userId")]
    [InlineData("""{"userId":true,"items":[]}""", "userId")]
    [InlineData("""{"userId":"a\u0000b","items":[]}""", "userId")]
    [InlineData("""{"userId":"\ud800","items":[]}""", "userId")]
    [InlineData("""{"orderId":{},"userId":"u","items":[]}""", "orderId")]
    [InlineData("""{"userId":"u","items":{}}""", "items")]
    [InlineData("""{"userId":"u","items":[7]}""", "items[0]")]
    [InlineData("""{"userId":"u","items":[{"sku":"a","quantity":1,"price":1},{}]}""", "items[1].sku,items[1].quantity,items[1].price")]
    [InlineData("""{"userId":"u","items":[{"sku":"","quantity":"many","price":-1}]}""", "items[0].sku,items[0].quantity,items[0].price")]
    [InlineData("""{"userId":"u","items":[],"amount":"12,50"}""", "amount")]
    [InlineData("""{"userId":"u","items":[],"amount":-0.01}""", "amount")]
    [InlineData("""{"userId":"u","items":[],"amount":0.12345678912}""", "amount")]
    [InlineData("""{"userId":"u","items":[],"amount":12345678901234567890123456789}""", "amount")]
    [InlineData("""{"userId":"u","items":[],"amount":[1]}""", "amount")]
    [InlineData("""{"userId":"u","items":[],"status":""}""", "status")]
    [InlineData("""{"userId":"u","items":[],"status":7}""", "status")]
    public void Read_WhenFieldsAreWrong_NamesEach(string json, string fields)
    {
        var (order, errors) = Read(json);

        Assert.Null(order);
        Assert.Equal(fields.Split(','), errors.Keys);
    }

    [Fact]
    public void Read_WhenTheSumDoesNotFit_AsksForAnAmount()
    {
        const string Items = """ "items":[{"sku":"a","quantity":0.1234567891,"price":0.1234567891}] """;

        var (_, errors) = Read($$"""{"userId":"u",{{Items}}}""");
        var (given, none) = Read($$"""{"userId":"u",{{Items}},"amount":1}""");

        Assert.Equal(["amount"], errors.Keys);
        Assert.Empty(none);
        Assert.Equal(1, given!.Amount);
    }

    private static (NewOrder? Order, IDictionary<string, string[]> Errors) Read(string json)
    {
        var errors = new FieldErrors();
        using var body = BodyReader.Parse(Encoding.UTF8.GetBytes(json));
        return (NewOrder.Read(new JsonFields(body.RootElement, "", errors)), errors.ToDictionary());
    }
}
