using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>The projects and sources of the repository.</summary>
internal static class Sources
{
    private static readonly string[] CodeFolders = ["src", "grains", "silo", "tests"];

    /// <summary>Every project's name, and the projects and packages it names.</summary>
    public static IReadOnlyDictionary<string, Project> Projects { get; } = CodeFolders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
        .Select(Project.Read)
        .ToDictionary(project => project.Name, StringComparer.Ordinal);

    /// <summary>The source files of a folder, without what the build makes.</summary>
    public static IEnumerable<string> Files(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"));

    internal sealed record Project(string Name, string File, IReadOnlySet<string> Projects, IReadOnlySet<string> Packages)
    {
        public static Project Read(string file)
        {
            var xml = XDocument.Load(file);
            return new Project(
                Path.GetFileNameWithoutExtension(file),
                file,
                Includes(xml, "ProjectReference").Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal)!,
                Includes(xml, "PackageReference").ToHashSet(StringComparer.Ordinal));
        }

        /// <summary>The project and everything it references, however far.</summary>
        public IReadOnlySet<string> Closure()
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>([Name]);
            while (open.TryPop(out var name))
            {
                if (seen.Add(name))
                {
                    foreach (var next in Sources.Projects[name].Projects)
                    {
                        open.Push(next);
                    }
                }
            }

            return seen;
        }

        private static IEnumerable<string> Includes(XDocument xml, string element) =>
            xml.Descendants(element).Select(e => (e.Attribute("Include")?.Value ?? "").Replace('\\', '/'));
    }
}
