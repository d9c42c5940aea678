using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>What the pages show is what is there.</summary>
public sealed partial class DocumentationRules
{
    [Fact]
    public void Readme_ShowsCodeOfTheSampleOnly()
    {
        var sample = Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "Meters"), "*.cs").Select(file => Lines(File.ReadAllText(file))).ToList();

        var blocks = CodeBlock.Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(block => Lines(block.Groups["code"].Value)).ToList();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(sample, file => file.Contains(block, StringComparison.Ordinal)));
    }

    [Fact]
    public void Pages_LinkToFilesThatAreThere()
    {
        var pages = new[] { "docs", "src" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));

        var broken = pages.SelectMany(page => Link.Matches(File.ReadAllText(page))
            .Select(link => link.Groups["path"].Value)
            .Where(path => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, path)))
            .Select(path => $"{Path.GetRelativePath(Repository.Root, page)}: {path}"));

        Assert.Empty(broken);
    }

    // A page shows a part of a class without the blanks that it has there.
    private static string Lines(string code) => "\n" + string.Concat(code.Trim().Split('\n').Select(line => line.Trim() + "\n"));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock { get; }

    // To a file of the repository: without a scheme, up to its anchor.
    [GeneratedRegex("\\]\\((?<path>[^)#:\\s]+)(#[^)]*)?\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link { get; }
}
