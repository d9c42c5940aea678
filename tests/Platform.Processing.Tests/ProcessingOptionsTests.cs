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
        { "DeferredCountMax", new ProcessingOptions { DeferredCountMax = -1 } },
        { "DeferredBytesMax", new ProcessingOptions { DeferredBytesMax = -1 } },
        { "StateBytesMax", new ProcessingOptions { StateBytesMax = 1_000 } },
        { "OutputBytesMax", new ProcessingOptions { OutputBytesMax = 999 } },
        { "RejectionCountMax", new ProcessingOptions { RejectionCountMax = 0 } },
        { "DeliveryTimeout", new ProcessingOptions { DeliveryTimeout = TimeSpan.FromSeconds(40) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_WhenOutOfRange_AreRejectedByName(string name, ProcessingOptions options)
    {
        var result = Validator.Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains(name, result.FailureMessage, StringComparison.Ordinal);
    }
}
