using System.CommandLine;
using Platform.Cli.Output;
using Platform.Cli.Topics;

namespace Platform.Cli.Commands;

/// <summary><c>topics render</c>.</summary>
internal sealed class TopicsRenderCommand : ExampleCommand
{
    private readonly TopicsFileArgument _file = new();
    private readonly Option<TopicsFormat> _format = new("--format") { Description = "What to make of it.", HelpName = "script|strimzi", Required = true };
    private readonly Option<string> _cluster = new("--cluster") { Description = "With strimzi: the name of the Kafka resource.", HelpName = "name", DefaultValueFactory = _ => "kafka" };
    private readonly Option<string> _namespace = new("--namespace") { Description = "With strimzi: the namespace of the resources.", HelpName = "name", DefaultValueFactory = _ => "kafka" };
    private readonly Option<string> _user = new("--user") { Description = "With strimzi: also a KafkaUser of this name, who may use the topics.", HelpName = "name" };
    private readonly Option<string[]> _groups = new("--group") { Description = "With --user: a group whose offsets it may commit. May be given several times.", HelpName = "id" };

    public TopicsRenderCommand(IOutput output)
        : base(
            "render",
            "Writes a topics file as a script of Kafka's tools, or as resources of Strimzi.",
            "platform topics render topics.yaml --format script",
            "platform topics render topics.yaml --format strimzi --cluster kafka --user meters --group meter-readers")
    {
        Arguments.Add(_file);
        foreach (var option in (Option[])[_format, _cluster, _namespace, _user, _groups])
        {
            Options.Add(option);
        }

        SetAction((parsed, _) => output.WriteLineAsync(Render(parsed)));
    }

    private string Render(ParseResult parsed)
    {
        var catalog = _file.Read(parsed);
        return parsed.GetValue(_format) == TopicsFormat.Script
            ? TopicsScript.Of(catalog)
            : new StrimziResources(parsed.GetRequiredValue(_cluster), parsed.GetRequiredValue(_namespace)).Of(catalog, parsed.GetValue(_user), parsed.GetValue(_groups) ?? []);
    }
}
