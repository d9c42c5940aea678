using System.CommandLine;
using System.CommandLine.Parsing;
using Platform.Cli.Admin;

namespace Platform.Cli.Commands;

/// <summary>An entity in quarantine.</summary>
internal sealed class EntityArgument : Argument<EntityName>
{
    public EntityArgument()
        : base("grain/key")
    {
        Description = "An entity in quarantine.";
        CustomParser = Parse;
    }

    /// <summary>What is wrong with a word that names no entity.</summary>
    public static string ErrorOf(string word) => $"'{word}' names no entity; write <grain>/<key>, as dlq list shows it.";

    private static EntityName? Parse(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        if (EntityName.Find(word) is { } entity)
        {
            return entity;
        }

        result.AddError(ErrorOf(word));
        return null;
    }
}
