namespace Platform.Fuzz;

/// <summary>Takes inputs. Thread-safe.</summary>
internal interface ITarget
{
    /// <summary>Gives it one.</summary>
    /// <param name="input">The input.</param>
    /// <returns>What is wrong, or null. An exception is wrong, too.</returns>
    string? Try(Input input);
}
