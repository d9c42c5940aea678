namespace Platform.Chaos;

/// <summary>The run can't go on: a part does not start, or a program is missing. It says nothing of the platform.</summary>
internal sealed class ChaosException(string message) : Exception(message);
