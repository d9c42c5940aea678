using Platform.Configuration;
using Platform.Hosting.Topics;

namespace Platform.Hosting.Startup;

/// <summary>Checks a program's settings without running it: the argument <c>--check-settings</c>.</summary>
internal static class SettingsCheck
{
    /// <summary>The argument.</summary>
    public const string Argument = "--check-settings";

    /// <summary>Whether the settings are to be checked and nothing is to run.</summary>
    /// <param name="args">The command line.</param>
    public static bool IsWanted(string[] args) => args.Contains(Argument, StringComparer.Ordinal);

    /// <summary>The command line without the argument.</summary>
    /// <param name="args">The command line.</param>
    public static string[] Without(string[] args) => Array.FindAll(args, arg => arg != Argument);

    /// <summary>Checks all that can be known without a broker, a database and other silos: settings, declarations, the topics file.</summary>
    /// <param name="builder">The application.</param>
    /// <exception cref="PlatformConfigurationException">Something is wrong: everything that is, at once.</exception>
    public static void Run(PlatformBuilder builder)
    {
        var declarations = builder.Check();
        if (builder.Role == PlatformRole.Silo)
        {
            TopicsFile.Load(builder.Settings.Topics, declarations);
        }
    }
}
