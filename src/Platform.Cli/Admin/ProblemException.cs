namespace Platform.Cli.Admin;

/// <summary>The platform answered with a problem, or not at all.</summary>
internal sealed class ProblemException(string message) : Exception(message);
