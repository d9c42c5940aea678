namespace Platform.Processing.Tests;

[Alias("test.ITwinTestGrain")]
public interface ITwinTestGrain : ITestGrain;
