using System.Text.Json.Nodes;
using System.Xml.Linq;
using YamlDotNet.Serialization;

namespace Platform.Templates.Tests;

/// <summary>The files of <c>platform-app</c>, before a name is put into them.</summary>
internal static class Template
{
    public static string Read(params string[] path) => File.ReadAllText(Repository.Find(["templates", "platform-app", .. path]));

    public static string Readme { get; } = Read("README.md");

    /// <summary>The services of the compose file.</summary>
    public static IReadOnlyDictionary<string, Service> Services { get; } = new DeserializerBuilder()
        .IgnoreUnmatchedProperties()
        .WithNamingConvention(YamlDotNet.Serialization.NamingConventions.UnderscoredNamingConvention.Instance)
        .Build()
        .Deserialize<ComposeFile>(Read("compose.yaml")).Services;

    /// <summary>What the launch profile sets below <c>Platform</c>.</summary>
    public static IReadOnlyDictionary<string, string> SettingsOf(string profile) => JsonNode.Parse(Read("Booking-App", "Properties", "launchSettings.json"))!
        ["profiles"]![profile]!["environmentVariables"]!.AsObject()
        .Where(variable => variable.Key.StartsWith("Platform__", StringComparison.Ordinal))
        .ToDictionary(variable => variable.Key, variable => (string)variable.Value!, StringComparer.Ordinal);

    /// <summary>The packages of a project or of the repository, with their versions.</summary>
    public static IReadOnlyDictionary<string, string> Packages(string xml, string element) => XDocument.Parse(xml).Descendants(element)
        .ToDictionary(package => (string)package.Attribute("Include")!, package => (string)package.Attribute("Version")!, StringComparer.Ordinal);

    internal sealed class ComposeFile
    {
        public Dictionary<string, Service> Services { get; init; } = [];
    }

    internal sealed class Service
    {
        public string Image { get; init; } = "";

        public List<string> Ports { get; init; } = [];

        public Dictionary<string, string> Environment { get; init; } = [];

        public Dictionary<string, object> Healthcheck { get; init; } = [];
    }
}
