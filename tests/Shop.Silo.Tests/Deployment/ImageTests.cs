using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Shop.Silo.Tests.Deployment;

/// <summary>What <c>dotnet publish /t:PublishContainer</c> is set to make.</summary>
public sealed class ImageTests
{
    [Theory]
    [InlineData("silo/Shop.Silo/Shop.Silo.csproj", "shop-silo")]
    [InlineData("silo/Shop.Gateway/Shop.Gateway.csproj", "shop-gateway")]
    public async Task Image_IsOfItsProgram_WithoutRoot_AndLabelled(string project, string name)
    {
        var found = JsonNode.Parse(await EvaluateAsync(project))!;

        Assert.Equal((name, "1.0.0", "app", "noble"), (Property("ContainerRepository"), Property("ContainerImageTag"), Property("ContainerUser"), Property("ContainerFamily")));
        Assert.Equal(["8080", "9464", "11111", "30000"], Items("ContainerPort").Select(item => (string)item!["Identity"]!));
        Assert.Equal([("org.opencontainers.image.title", name)], Items("ContainerLabel").Take(1).Select(item => ((string)item!["Identity"]!, (string)item["Value"]!)));
        Assert.Contains(Items("ContainerLabel"), item => (string)item!["Identity"]! == "org.opencontainers.image.description" && ((string)item["Value"]!).Length > 0);
        Assert.Equal([("DOTNET_EnableDiagnostics", "0")], Items("ContainerEnvironmentVariable").Select(item => ((string)item!["Identity"]!, (string)item["Value"]!)));

        string Property(string property) => (string)found["Properties"]![property]!;
        JsonArray Items(string item) => found["Items"]![item]!.AsArray();
    }

    private static async Task<string> EvaluateAsync(string project)
    {
        using var msbuild = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                "msbuild", Repository.Find(project.Split('/')), "-getProperty:ContainerRepository,ContainerImageTag,ContainerUser,ContainerFamily",
                "-getItem:ContainerPort,ContainerLabel,ContainerEnvironmentVariable",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var text = await msbuild.StandardOutput.ReadToEndAsync();
        await msbuild.WaitForExitAsync();
        Assert.True(msbuild.ExitCode == 0, text);
        return text;
    }
}
