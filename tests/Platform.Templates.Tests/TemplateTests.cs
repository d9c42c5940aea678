namespace Platform.Templates.Tests;

public sealed class TemplateTests
{
    [Fact]
    public void Packages_OfOthers_HaveTheVersionsOfThisRepository()
    {
        var ours = Template.Packages(File.ReadAllText(Repository.Find("Directory.Packages.props")), "PackageVersion");

        var theirs = Template.Packages(Template.Read("Booking-App.Tests", "Booking-App.Tests.csproj"), "PackageReference").Where(package => ours.ContainsKey(package.Key)).ToList();

        Assert.Equal(3, theirs.Count);
        Assert.All(theirs, package => Assert.Equal(ours[package.Key], package.Value));
    }

    [Theory]
    [InlineData("Booking-App/Booking-App.csproj", "Platform.Hosting")]
    [InlineData("Booking-App.Tests/Booking-App.Tests.csproj", "Platform.Testing")]
    public void Packages_OfThePlatform_HaveOneVersionThatTheTemplateReplaces(string project, string package)
    {
        const string Placeholder = "0.0.0-platform";

        Assert.Equal("$(PlatformVersion)", Template.Packages(Template.Read(project), "PackageReference")[package]);
        Assert.Contains($"<PlatformVersion>{Placeholder}</PlatformVersion>", Template.Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Contains($"\"replaces\": \"{Placeholder}\"", Template.Read(".template.config", "template.json"), StringComparison.Ordinal);
    }
}
