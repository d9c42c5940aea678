using System.Text.Json.Nodes;

namespace Architecture.Tests;

/// <summary><c>dotnet run</c> is Development, and nothing else is decided by a launch profile: an <c>applicationUrl</c> would override the caller's <c>ASPNETCORE_URLS</c>.</summary>
public sealed class LaunchProfileRules
{
    [Theory]
    [InlineData("silo/Shop.Silo")]
    [InlineData("silo/Shop.Gateway")]
    public void LaunchProfile_SetsTheEnvironmentAndNothingElse(string project)
    {
        var file = Path.Combine(Repository.Root, project, "Properties", "launchSettings.json");
        var settings = JsonNode.Parse(File.ReadAllText(file))!.AsObject();

        var profile = Assert.Single(settings["profiles"]!.AsObject()).Value!.AsObject();

        Assert.Equal(["profiles"], settings.Select(entry => entry.Key).Where(name => name != "$schema"));
        Assert.Equal(["commandName", "environmentVariables"], profile.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Equal("Project", (string?)profile["commandName"]);
        Assert.Equal(
            ["ASPNETCORE_ENVIRONMENT=Development", "DOTNET_ENVIRONMENT=Development"],
            profile["environmentVariables"]!.AsObject().Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LaunchProfiles_AreThoseTwo()
    {
        var found = new[] { "src", "grains", "silo" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "launchSettings.json", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"));

        Assert.Equal(["silo/Shop.Gateway/Properties/launchSettings.json", "silo/Shop.Silo/Properties/launchSettings.json"], found.Order(StringComparer.Ordinal));
    }
}
