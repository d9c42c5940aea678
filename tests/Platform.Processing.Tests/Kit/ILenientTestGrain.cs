namespace Platform.Processing.Tests;

[Alias("test.ILenientTestGrain")]
public interface ILenientTestGrain : ITestGrain;
