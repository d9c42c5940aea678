namespace Orleans.Streaming.Kafka.Tests.Delivery;

/// <summary>Names of grains that have other keys than strings.</summary>
public sealed class GrainKeyTests
{
    private const string Usual = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

    [Theory]
    [InlineData(typeof(IGrainWithGuidKey), Usual, Usual)]
    [InlineData(typeof(IGrainWithGuidKey), "{6F9619FF-8B86-D011-B42D-00C04FC964FF}", Usual)]
    [InlineData(typeof(IGrainWithGuidKey), "6f9619ff8b86d011b42d00c04fc964ff", Usual)]
    [InlineData(typeof(IGrainWithGuidKey), "meter", null)]
    [InlineData(typeof(IGrainWithGuidKey), Usual + "+x", null)]
    [InlineData(typeof(IGrainWithIntegerKey), "42", "42")]
    [InlineData(typeof(IGrainWithIntegerKey), "-042", "-42")]
    [InlineData(typeof(IGrainWithIntegerKey), "+7", "7")]
    [InlineData(typeof(IGrainWithIntegerKey), "9223372036854775808", null)]
    [InlineData(typeof(IGrainWithIntegerKey), "1,000", null)]
    [InlineData(typeof(IGrainWithIntegerKey), "2A", null)]
    [InlineData(typeof(IGrainWithGuidCompoundKey), "6F9619FF-8B86-D011-B42D-00C04FC964FF+Tenant+1", Usual + "+Tenant+1")]
    [InlineData(typeof(IGrainWithGuidCompoundKey), Usual, null)]
    [InlineData(typeof(IGrainWithGuidCompoundKey), Usual + "+", null)]
    [InlineData(typeof(IGrainWithIntegerCompoundKey), "+042+t", "42+t")]
    [InlineData(typeof(IGrainWithIntegerCompoundKey), "t+42", null)]
    public void Name_IsReadInItsUsualForm(Type kind, string name, string? usual)
    {
        Assert.True(GrainKey.TryFind(kind, out var key));

        Assert.Equal(usual, key!.Normalize(name));
    }

    [Theory]
    [InlineData(typeof(IGrainWithGuidKey), Usual, "6f9619ff8b86d011b42d00c04fc964ff")]
    [InlineData(typeof(IGrainWithIntegerKey), "42", "2A")]
    [InlineData(typeof(IGrainWithGuidCompoundKey), Usual + "+t+1", "6f9619ff8b86d011b42d00c04fc964ff+t+1")]
    [InlineData(typeof(IGrainWithIntegerCompoundKey), "-1+t", "FFFFFFFFFFFFFFFF+t")]
    public void Key_IsTheOneOrleansMakes(Type kind, string name, string expected)
    {
        Assert.True(GrainKey.TryFind(kind, out var key));

        Assert.Equal(expected, key!.Parse(name).ToString());
    }
}
