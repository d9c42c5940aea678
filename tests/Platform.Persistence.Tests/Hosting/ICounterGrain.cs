namespace Platform.Persistence.Tests.Hosting;

[Alias("Platform.Persistence.Tests.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("add")]
    Task<long> Add();

    [Alias("get")]
    Task<long> Get();

    /// <summary>Whether the exception of a failed write reached the grain as the storage threw it, and said that it is transient.</summary>
    [Alias("try")]
    Task<bool> FailsAsTransient();
}
