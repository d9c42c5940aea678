namespace Platform.Events;

/// <summary>A topics file can't be read. The message names the file, the line and what would be right.</summary>
public sealed class TopicCatalogException : Exception
{
    /// <summary>Creates the exception without saying what is wrong.</summary>
    public TopicCatalogException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public TopicCatalogException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public TopicCatalogException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
