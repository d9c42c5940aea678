namespace Platform.Cli;

/// <summary>A command line taken apart: words, switches and options with a value. Each option once.</summary>
internal sealed class Arguments
{
    private static readonly string[] Valued = ["--url", "--error", "--after", "--limit", "--topic", "--from", "--to", "--reason", "--sequence"];
    private static readonly string[] Switches = ["--no-wait", "--help"];

    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <exception cref="UsageException">An option is unknown, stands twice or has no value.</exception>
    public Arguments(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (!arg.StartsWith("--", StringComparison.Ordinal))
            {
                _words.Add(arg);
            }
            else if (Switches.Contains(arg, StringComparer.Ordinal))
            {
                _options[arg] = "";
            }
            else
            {
                var value = i + 1 < args.Count ? args[++i] : null;
                Add(arg, value);
            }
        }
    }

    /// <summary>What is no option, in order.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>An option's value, or null where it is absent.</summary>
    public string? Option(string name) => _options.GetValueOrDefault(name);

    /// <summary>Whether a switch is there.</summary>
    public bool Has(string name) => _options.ContainsKey(name);

    /// <summary>Refuses options that mean nothing to a command.</summary>
    public void AllowOnly(params string[] names)
    {
        foreach (var name in _options.Keys.Where(name => name != "--url" && !names.Contains(name, StringComparer.Ordinal)))
        {
            throw new UsageException($"{name} means nothing here.");
        }
    }

    private void Add(string name, string? value)
    {
        if (!Valued.Contains(name, StringComparer.Ordinal))
        {
            throw new UsageException($"There is no option {name}.");
        }

        if (value is null)
        {
            throw new UsageException($"{name} needs a value.");
        }

        if (!_options.TryAdd(name, value))
        {
            throw new UsageException($"{name} stands twice.");
        }
    }
}
