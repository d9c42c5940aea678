using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Orleans.Streaming.Kafka.Tests.Adapter;

/// <summary>The library as a NuGet package, packed of what was built for the tests.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("package-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Orleans.Streaming.Kafka", "Orleans.Streaming.Kafka.Abstractions")]
    [InlineData("Orleans.Streaming.Kafka.Abstractions", null)]
    [InlineData("Orleans.Streaming.Kafka.Embedded", null)]
    [InlineData("Orleans.Streaming.Kafka.Testing", "Orleans.Streaming.Kafka.Embedded")]
    public async Task Package_HoldsTheLibraryItsDocumentationAndItsReadme_AndSaysItsLicense(string project, string? dependency)
    {
        await PackAsync(project);

        var file = Assert.Single(_folder.GetFiles("*.nupkg"));
        using var package = ZipFile.OpenRead(file.FullName);
        var names = package.Entries.Select(e => e.FullName).ToList();
        Assert.Contains($"lib/net10.0/{project}.dll", names);
        Assert.Contains($"lib/net10.0/{project}.xml", names);
        Assert.Equal(await File.ReadAllTextAsync(Repository.Find("src", project, "README.md")), await ReadAsync(package, "README.md"));
        var metadata = XDocument.Parse(await ReadAsync(package, $"{project}.nuspec")).Root!.Elements().First();
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.False(string.IsNullOrWhiteSpace(Value(metadata, "description")));
        Assert.DoesNotContain("exactly-once", Value(metadata, "tags"), StringComparison.Ordinal);
        Assert.True(dependency is null || metadata.Descendants().Any(e => (string?)e.Attribute("id") == dependency), $"{dependency} is no dependency");
        Assert.Single(_folder.GetFiles("*.snupkg"));
    }

    private static string? Value(XElement metadata, string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;

    private static async Task<string> ReadAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(await package.GetEntry(name)!.OpenAsync());
        return await reader.ReadToEndAsync();
    }

    private async Task PackAsync(string project)
    {
        // The tests' own configuration is the one that was built.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["pack", Repository.Find("src", project), "--no-build", "-c", configuration, "-o", _folder.FullName, "-nodeReuse:false"])
        {
            start.ArgumentList.Add(argument);
        }

        using var pack = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience);
        var output = Task.WhenAll(pack.StandardOutput.ReadToEndAsync(timeout.Token), pack.StandardError.ReadToEndAsync(timeout.Token));
        await pack.WaitForExitAsync(timeout.Token);
        Assert.True(pack.ExitCode == 0, string.Join('\n', await output));
    }
}
