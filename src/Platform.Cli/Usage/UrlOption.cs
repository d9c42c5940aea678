using System.CommandLine;
using System.CommandLine.Parsing;

namespace Platform.Cli.Usage;

/// <summary><c>--url</c>, which every command has.</summary>
internal sealed class UrlOption : Option<Uri>
{
    private const string Default = "http://localhost:8080";

    public UrlOption()
        : base("--url")
    {
        Description = "Where the platform listens.";
        HelpName = "url";
        Recursive = true;
        DefaultValueFactory = _ => new Uri(Default);
        CustomParser = Parse;
    }

    // With a slash at its end, or the last part of a path would be replaced by a route's.
    private static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"--url is '{text}'; it must be for example {Default}.");
        return null;
    }
}
