namespace Platform.Testing;

/// <summary>What a test expected is not so. The message says what was expected and what was there.</summary>
public sealed class PlatformTestException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What was expected and what was there.</param>
    public PlatformTestException(string message)
        : base(message)
    {
    }
}
