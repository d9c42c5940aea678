namespace Platform.Hosting;

/// <summary>What an application prints at its start beside what every one prints.</summary>
public sealed class BannerLines
{
    private readonly List<(string Label, string Text)> _facts = [];
    private readonly List<Func<string, string>> _commands = [];

    internal IReadOnlyList<(string Label, string Text)> Facts => _facts;

    internal IReadOnlyList<Func<string, string>> Commands => _commands;

    /// <summary>Says what a part of the application does.</summary>
    /// <param name="label">The part, in a word or two.</param>
    /// <param name="text">What it does.</param>
    public BannerLines Add(string label, string text)
    {
        _facts.Add((label, text));
        return this;
    }

    /// <summary>Suggests a command to try.</summary>
    /// <param name="command">Makes it of the address at which HTTP is served.</param>
    public BannerLines Try(Func<string, string> command)
    {
        _commands.Add(command);
        return this;
    }
}
