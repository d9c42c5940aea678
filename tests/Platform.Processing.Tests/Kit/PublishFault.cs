namespace Platform.Processing.Tests;

/// <summary>How a publication goes wrong.</summary>
internal enum PublishFault
{
    None = 0,

    /// <summary>Nothing is published.</summary>
    Before = 1,

    /// <summary>The first event is published, the others are not.</summary>
    Half = 2,

    /// <summary>All is published, and the acknowledgement is lost.</summary>
    After = 3,
}
