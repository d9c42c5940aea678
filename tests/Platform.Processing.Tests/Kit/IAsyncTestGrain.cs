namespace Platform.Processing.Tests;

[Alias("test.IAsyncTestGrain")]
public interface IAsyncTestGrain : ITestGrain;
