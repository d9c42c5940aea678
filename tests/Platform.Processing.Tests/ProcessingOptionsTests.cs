using Microsoft.Extensions.Options;

namespace Platform.Processing.Tests;

public sealed class ProcessingOptionsTests
{
    private static readonly ProcessingOptionsValidator Validator = new();

    [Fact]
    public void Defaults_WhenValidated_AreInRange()
    {
        Assert.Equal(ValidateOptionsResult.Success, Validator.Validate(null, new ProcessingOptions()));
    }

    public static TheoryData<string, ProcessingOptions> Wrong => new()
    {
        { "RecentIdAge", new ProcessingOptions { RecentIdAge = TimeSpan.FromDays(2) } },
        { "RecentIdCountMax", new ProcessingOptions { RecentIdCount = 10, RecentIdCountMax = 5 } },
        { "WaitingCountMax", new ProcessingOptions { WaitingCountMax = -1 } },
        { "WaitingBytesMax", new ProcessingOptions { WaitingBytesMax = -1 } },
        { "StateBytesMax", new ProcessingOptions { StateBytesMax = 1_000 } },
        { "OutputBytesMax", new ProcessingOptions { OutputBytesMax = 999 } },
        { "RefusalCountMax", new ProcessingOptions { RefusalCountMax = 0 } },
        { "DeliveryTimeout", new ProcessingOptions { DeliveryTimeout = TimeSpan.FromSeconds(40) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_WhenOutOfRange_AreRefusedByName(string name, ProcessingOptions options)
    {
        var result = Validator.Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains(name, result.FailureMessage, StringComparison.Ordinal);
    }
}
