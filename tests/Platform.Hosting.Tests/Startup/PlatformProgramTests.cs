using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Platform.Configuration;
using Platform.Hosting.Startup;

namespace Platform.Hosting.Tests.Startup;

/// <summary>Alone: a signal to this process stops every host in it.</summary>
[Collection(ProcessGroup.Name)]
public sealed class PlatformProgramTests
{
    private const int Terminate = 15;

    [Fact]
    public async Task Program_WhenItEnds_ReturnsZero()
    {
        using var errors = new StringWriter();

        var code = await PlatformProgram.RunAsync(_ => Task.CompletedTask, errors);

        Assert.Equal((0, ""), (code, errors.ToString()));
    }

    [Fact]
    public async Task Program_WhenTheConfigurationIsWrong_PrintsTheMessageAloneAndReturnsOne()
    {
        using var errors = new StringWriter();
        var refusal = new PlatformConfigurationException(["Platform:Foo is wrong\nRight is bar."]);

        var code = await PlatformProgram.RunAsync(_ => throw refusal, errors);

        Assert.Equal(1, code);
        Assert.Equal(refusal.Message + Environment.NewLine, errors.ToString());
    }

    [Fact]
    public async Task Program_WhenAPortWasTakenAfterTheCheck_PrintsTheMessageAlone()
    {
        using var errors = new StringWriter();

        var code = await PlatformProgram.RunAsync(_ => throw new IOException("Failed to bind to address.", new AddressInUseException("taken")), errors);

        Assert.Equal((1, "Failed to bind to address." + Environment.NewLine), (code, errors.ToString()));
    }

    [Fact]
    public async Task Program_WhenNotAllWasDrained_SaysWhatAndReturnsTwo()
    {
        using var errors = new StringWriter();

        var code = await PlatformProgram.RunAsync(_ => throw new IncompleteDrainException("group g: t[0] from offset 7"), errors);

        Assert.Equal((2, "Stopped without a complete drain: group g: t[0] from offset 7. Those records are delivered again." + Environment.NewLine), (code, errors.ToString()));
    }

    [Fact]
    public async Task Program_WhenItHasABug_KeepsItsException()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => PlatformProgram.RunAsync(_ => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task Program_WhenToldToStopBeforeItRuns_ReturnsZero()
    {
        using var errors = new StringWriter();

        var code = await PlatformProgram.RunAsync(
            async stop =>
            {
                Assert.Equal(0, Kill(Environment.ProcessId, Terminate));
                await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, stop);
            },
            errors);

        Assert.Equal((0, ""), (code, errors.ToString()));
    }

    [Fact]
    public async Task Program_WhenSomethingElseIsCancelled_KeepsItsException()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PlatformProgram.RunAsync(_ => throw new OperationCanceledException(new CancellationToken(canceled: true))));
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
