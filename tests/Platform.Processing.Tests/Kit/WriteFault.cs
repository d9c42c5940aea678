namespace Platform.Processing.Tests;

/// <summary>How a write goes wrong.</summary>
internal enum WriteFault
{
    None = 0,

    /// <summary>Nothing is stored.</summary>
    Before = 1,

    /// <summary>All is stored, and the answer is lost.</summary>
    After = 2,
}
