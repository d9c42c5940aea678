using System.CommandLine;
using Platform.Cli.Admin;
using Platform.Events;

namespace Platform.Cli.Commands;

/// <summary>The topics file that a command reads.</summary>
internal sealed class TopicsFileArgument : Argument<string>
{
    public TopicsFileArgument()
        : base("file") => Description = "The topics file, topics.yaml.";

    /// <summary>Reads it.</summary>
    /// <exception cref="ProblemException">It can't be read, or is not what it should be.</exception>
    public TopicCatalog Read(ParseResult parsed)
    {
        try
        {
            return TopicCatalog.Load(parsed.GetRequiredValue(this));
        }
        catch (TopicCatalogException exception)
        {
            throw new ProblemException(exception.Message);
        }
    }
}
