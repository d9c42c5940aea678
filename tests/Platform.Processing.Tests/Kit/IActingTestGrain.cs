namespace Platform.Processing.Tests;

[Alias("test.IActingTestGrain")]
public interface IActingTestGrain : ITestGrain;
