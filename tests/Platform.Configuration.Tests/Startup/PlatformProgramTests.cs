using Microsoft.AspNetCore.Connections;
using Platform.Configuration.Startup;

namespace Platform.Configuration.Tests.Startup;

public sealed class PlatformProgramTests
{
    [Fact]
    public async Task Program_WhenItEnds_ReturnsZero()
    {
        using var errors = new StringWriter();

        var code = await PlatformProgram.RunAsync(() => Task.CompletedTask, errors);

        Assert.Equal((0, ""), (code, errors.ToString()));
    }

    [Fact]
    public async Task Program_WhenTheConfigurationIsWrong_PrintsTheMessageAloneAndReturnsOne()
    {
        using var errors = new StringWriter();
        var refusal = new PlatformConfigurationException(["Platform:Foo is wrong\nRight is bar."]);

        var code = await PlatformProgram.RunAsync(() => throw refusal, errors);

        Assert.Equal(1, code);
        Assert.Equal(refusal.Message + Environment.NewLine, errors.ToString());
    }

    [Fact]
    public async Task Program_WhenAPortWasTakenAfterTheCheck_PrintsTheMessageAlone()
    {
        using var errors = new StringWriter();

        var code = await PlatformProgram.RunAsync(() => throw new IOException("Failed to bind to address.", new AddressInUseException("taken")), errors);

        Assert.Equal((1, "Failed to bind to address." + Environment.NewLine), (code, errors.ToString()));
    }

    [Fact]
    public async Task Program_WhenItHasABug_KeepsItsException()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => PlatformProgram.RunAsync(() => throw new InvalidOperationException()));
    }
}
