namespace Orleans.Streaming.Kafka.Tests.Delivery;

public sealed class CircuitBreakerTests
{
    private readonly CircuitBreaker _breaker = new(100);

    [Fact]
    public void MostOthersFail_OfOneThatFailsAlone_IsNotShown()
    {
        _breaker.Failed();

        Assert.False(_breaker.MostOthersFail(isFailing: true));
        Assert.True(_breaker.MostOthersFail(isFailing: false));
        Assert.False(_breaker.MostSucceed);
    }

    [Fact]
    public void MostOthersFail_OfTwo_UntilAsManyCallsSucceed()
    {
        _breaker.Failed();
        _breaker.Failed();
        _breaker.Succeeded();
        var before = _breaker.MostOthersFail(isFailing: true);

        _breaker.Succeeded();

        Assert.True(before);
        Assert.False(_breaker.MostOthersFail(isFailing: true));
        Assert.True(_breaker.MostSucceed);
    }

    [Fact]
    public void Failed_AfterAllRecovered_ForgetsWhatWasBefore()
    {
        for (var i = 0; i < 64; i++)
        {
            _breaker.Failed();
        }

        for (var i = 0; i < 64; i++)
        {
            _breaker.Recovered();
        }

        _breaker.Failed();
        _breaker.Succeeded();
        _breaker.Succeeded();

        Assert.True(_breaker.MostSucceed);
    }

    [Fact]
    public void IsOpen_OnlyOnceAsManyFailAndMostDo()
    {
        for (var i = 0; i < 99; i++)
        {
            _breaker.Failed();
        }

        var before = _breaker.IsOpen;
        _breaker.Failed();

        Assert.False(before);
        Assert.True(_breaker.IsOpen);
        Assert.True(_breaker.MostOthersFail(isFailing: true));
        for (var i = 0; i < 100; i++)
        {
            _breaker.Recovered();
        }

        Assert.False(_breaker.IsOpen);
    }
}
