namespace Platform.Processing.Tests.Plain;

[Alias("test.IPlainTestGrain")]
public interface IPlainTestGrain : ITestGrain;
